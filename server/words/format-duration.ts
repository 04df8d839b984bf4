/** `90_000` is `1m30s`, as it can be typed in every language; rounded to whole seconds. */
export function formatDuration(ms: number): string {
  const parts = partsOf(ms).map(([count, unit]) => (count > 0 ? `${count}${unit}` : ''));
  return parts.join('') || '0s';
}

/** The same with the words of a language, such as `1 Min. 30 Sek.` */
export function spellDuration(ms: number, units: { h: string; m: string; s: string }): string {
  const parts = partsOf(ms).filter(([count]) => count > 0);
  return parts.map(([count, unit]) => `${count} ${units[unit]}`).join(' ') || `0 ${units.s}`;
}

function partsOf(ms: number) {
  const total = Math.round(ms / 1000);
  return [
    [Math.floor(total / 3600), 'h'],
    [Math.floor(total / 60) % 60, 'm'],
    [total % 60, 's'],
  ] as const;
}
