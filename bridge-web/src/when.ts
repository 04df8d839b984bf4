import { language, locale } from './i18n.ts';

// Made once: a page full of clips asks for hundreds of dates, and these are dear.
const DAY_AND_TIME = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
const TIME = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
const DAY_OF_YEAR = new Intl.DateTimeFormat(locale, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
});
const UNTIL = new Intl.RelativeTimeFormat(language);

/** `12 May 2026, 21:04` */
export const dayAndTime = (ms: number) => DAY_AND_TIME.format(ms);

/** Short enough for a card: the time today, else the day, with its year where it is another one. */
export function shortDay(ms: number, nowMs = Date.now()): string {
  const [when, now] = [new Date(ms), new Date(nowMs)];
  if (when.toDateString() === now.toDateString()) return TIME.format(ms);
  return (when.getFullYear() === now.getFullYear() ? DAY : DAY_OF_YEAR).format(ms);
}

const DAY_MS = 24 * 3600_000;
const UNITS = [
  ['hour', 3600_000],
  ['minute', 60_000],
] as const;

/** `in 3 days`, rounded; on the last day `in 5 hours` or `in 20 minutes`, never too much. What is over goes in a minute. */
export function inTime(ms: number, nowMs = Date.now()): string {
  const leftMs = ms - nowMs;
  if (leftMs >= DAY_MS) return UNTIL.format(Math.round(leftMs / DAY_MS), 'day');
  const [unit, length] = UNITS.find(([, long]) => leftMs >= long) ?? UNITS[1];
  return UNTIL.format(Math.max(1, Math.floor(leftMs / length)), unit);
}
