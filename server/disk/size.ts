const UNITS: Record<string, number> = {
  B: 1,
  ...{ KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 },
  ...{ KIB: 2 ** 10, MIB: 2 ** 20, GIB: 2 ** 30, TIB: 2 ** 40 },
};

/** `20GB`, `500 MiB`, `1.5TB` or a number of bytes. @returns bytes; null for what is none of these */
export function parseSize(text: string): number | null {
  const [, count = '', unit = 'B'] = /^(\d+(?:\.\d+)?) *([KMGT]?i?B)?$/i.exec(text.trim()) ?? [];
  const bytes = Number(count) * (UNITS[unit.toUpperCase()] ?? Number.NaN);
  return count !== '' && Number.isSafeInteger(Math.round(bytes)) ? Math.round(bytes) : null;
}

/** `21474836480` is `20 GiB`: for logs and whoever runs the server. */
export function formatSize(bytes: number): string {
  const [unit, of] =
    (['TiB', 'GiB', 'MiB', 'KiB'] as const)
      .map((name) => [name, UNITS[name.toUpperCase()] ?? 1] as const)
      .find(([, size]) => bytes >= size) ?? (['bytes', 1] as const);
  return `${Number((bytes / of).toPrecision(3))} ${unit}`;
}
