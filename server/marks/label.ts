import { CONTROLS } from '../clips/title.ts';

export const LONGEST_LABEL = 80;

/** A mark's label of what somebody typed: one line, without what turns the direction of the text around it. */
export function labelOf(typed: string): string {
  return [...typed]
    .map((char) => (CONTROLS.test(char) ? ' ' : char))
    .join('')
    .trim()
    .replace(/\s+/g, ' ');
}
