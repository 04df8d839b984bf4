/** @returns `0:07.033`, `4:05.000`, `1:02:03.500`: minutes, seconds and thousandths */
export function formatTime(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  const digits = (n: number, count: number) => String(n).padStart(count, '0');
  const hours = Math.floor(whole / 3_600_000);
  const minutes = Math.floor(whole / 60_000) % 60;
  const rest = `${digits(Math.floor(whole / 1000) % 60, 2)}.${digits(whole % 1000, 3)}`;
  return hours ? `${hours}:${digits(minutes, 2)}:${rest}` : `${minutes}:${rest}`;
}

/**
 * The inverse, and what people type besides: `1:23`, `83.5`, `1:02:03`, `0:07,5` with a comma.
 * @returns ms; undefined where it is no time
 */
export function parseTime(text: string): number | undefined {
  const match = /^(?:(?:(\d+):)?(\d{1,3}):)?(\d{1,5})(?:[.,](\d{1,6}))?$/.exec(text.trim());
  if (!match) return undefined;
  const [, hours, minutes, seconds = '', fraction = ''] = match;
  // Behind a colon there are sixty of them.
  if (minutes !== undefined && (seconds.length > 2 || Number(seconds) > 59)) return undefined;
  if (hours !== undefined && Number(minutes) > 59) return undefined;
  const whole = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds);
  return whole * 1000 + Math.round(Number(`0.${fraction || 0}`) * 1000);
}
