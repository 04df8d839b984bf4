import type { Mark } from './preview.ts';

/**
 * @param marks in their order of time
 * @param way -1: the one before a moment (media ms), 1: the one behind it
 */
export function markBeside(marks: readonly Mark[], ms: number, way: -1 | 1): Mark | undefined {
  return way < 0
    ? marks.findLast(({ atMs }) => atMs < ms - NEAR_MS)
    : marks.find(({ atMs }) => atMs > ms + NEAR_MS);
}

/** Where one stands on a mark, to the picture, it is not its own neighbour. */
const NEAR_MS = 1;
