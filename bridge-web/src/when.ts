import { language, locale } from './i18n.ts';

/** `12 May 2026, 21:04` */
export function dayAndTime(ms: number): string {
  return new Date(ms).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
}

/** Short enough for a card: the time today, else the day, with its year where it is another one. */
export function shortDay(ms: number, nowMs = Date.now()): string {
  const [when, now] = [new Date(ms), new Date(nowMs)];
  if (when.toDateString() === now.toDateString()) {
    return when.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' });
  }
  const year = when.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const);
  return when.toLocaleDateString(locale, { day: 'numeric', month: 'short', ...year });
}

const UNITS = [
  ['day', 24 * 3600_000],
  ['hour', 3600_000],
  ['minute', 60_000],
] as const;

/** `in 3 days`, `in 20 minutes`; what is over goes in less than a minute. */
export function inTime(ms: number, nowMs = Date.now()): string {
  const [unit, length] =
    UNITS.find(([, long]) => ms - nowMs >= long) ?? (['minute', 60_000] as const);
  const count = Math.max(1, Math.floor((ms - nowMs) / length));
  return new Intl.RelativeTimeFormat(language).format(count, unit);
}
