import { UserError } from '../server/errors.ts';

export { formatDuration } from '../server/words/format-duration.ts';

/** Durations as people type them. `formatDuration` and `parseDuration` are inverses for whole seconds. */

const UNIT_MS: Record<string, number> = { h: 3600_000, m: 60_000, s: 1000 };
/** Hours are `Stunden` in German, which begin like seconds. */
const HOURS = /(?<=\d\s*)st[a-z]*/g;
const AND = /\s+(?:and|und)\s+/g;
const WORDS =
  /^(?:(\d+(?:[.,]\d+)?)\s*(h|m|s)[a-z]*\.?)(?:\s*(\d+)\s*(m|s)[a-z]*\.?)?(?:\s*(\d+)\s*(s)[a-z]*\.?)?$/;
/** Nobody types more; what takes thousands of digits is no number any more. */
const LONGEST = 60;
const CLOCK = /^(?:(\d+):)?(\d{1,3}):(\d{2})$/;

/**
 * Reads `2m`, `90s`, `1m30s`, `1:30`, `2 min`, `1.5m`, `1 Min. 30 Sek.`; a bare number is seconds.
 * @returns ms, or null when it is no duration
 */
export function parseDuration(text: string): number | null {
  const ms = text.length > LONGEST ? null : readDuration(text);
  return ms !== null && Number.isSafeInteger(ms) ? ms : null;
}

function readDuration(text: string): number | null {
  const typed = text.trim().toLowerCase();
  if (/^\d+$/.test(typed)) return Number(typed) * 1000;

  const clock = CLOCK.exec(typed);
  if (clock) {
    const [, hours = '0', minutes = '0', seconds = '0'] = clock;
    return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  }

  const words = WORDS.exec(typed.replace(HOURS, 'h').replace(AND, ' '));
  if (!words) return null;
  let ms = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (let i = 1; i < words.length; i += 2) {
    const unit = UNIT_MS[words[i + 1] ?? ''];
    if (unit === undefined) continue;
    if (unit >= smallest) return null;
    smallest = unit;
    ms += Number((words[i] ?? '').replace(',', '.')) * unit;
  }
  return Math.round(ms);
}

/**
 * An option's value in ms.
 * @throws UserError for words that are no duration
 */
export function durationOption(typed: string | null, otherwiseMs: number): number {
  if (typed === null) return otherwiseMs;
  const ms = parseDuration(typed);
  if (ms !== null) return ms;
  throw new UserError((words) => words.asked.noDuration(typed.slice(0, 40)));
}
