import { locale } from './i18n.ts';

/** @returns `0:07`, `4:05`, `1:02:03` */
export function clock(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const two = (n: number) => String(n).padStart(2, '0');
  const [hours, minutes, seconds] = [
    Math.floor(total / 3600),
    Math.floor(total / 60) % 60,
    total % 60,
  ];
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** @returns `45 seconds`, `1 minute`, `20 minutes`: the largest unit that says it exactly */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60 || seconds % 60) return count(seconds, 'second');
  return count(seconds / 60, 'minute');
}

function count(n: number, unit: 'second' | 'minute'): string {
  return n.toLocaleString(locale, { style: 'unit', unit, unitDisplay: 'long' });
}

const WHOLE = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const TENTHS = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

/** @returns `1.4 GB`, `10 MB`, `1.3 MB`, `640 kB`; as Discord counts: 1 MB is 1024 kB */
export function megabytes(bytes: number): string {
  const mb = bytes / 1024 / 1024;
  if (mb < 1) return `${Math.ceil(bytes / 1024)} kB`;
  if (mb >= 1024) return `${TENTHS.format(mb / 1024)} GB`;
  return `${(mb < 10 ? TENTHS : WHOLE).format(mb)} MB`;
}

/** @returns `9:05 PM`, `21:05` */
export function timeOfDay(ms: number): string {
  return new Date(ms).toLocaleTimeString(locale, { hour: 'numeric', minute: '2-digit' });
}
