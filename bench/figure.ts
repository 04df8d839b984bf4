/** One measured figure; `npm run bench -- --json FILE` writes a list of these. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** Such as `<= 0.25`; null where the figure only stands beside another. */
  aim: string | null;
  /** Whether it keeps its aim; null without one. */
  holds: boolean | null;
}

/** One thing that can be measured. `say` tells of progress. */
export interface Bench {
  name: string;
  /** Too long for a run of all. */
  byNameOnly?: true;
  measure(say: (line: string) => void): Promise<Figure[]>;
}

/** A figure without an aim. */
export function plain(name: string, value: number, unit: string): Figure {
  return { name, value, unit, aim: null, holds: null };
}

/** A figure that should be at most `most`. */
export function atMost(name: string, value: number, unit: string, most: number): Figure {
  return { name, value, unit, aim: `<= ${most}`, holds: value <= most };
}

/** A figure that should be at least `least`. */
export function atLeast(name: string, value: number, unit: string, least: number): Figure {
  return { name, value, unit, aim: `>= ${least}`, holds: value >= least };
}

/** The middle one; the upper of two. NaN of none. */
export function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** How much y grows with each x, by least squares; NaN of fewer than two. */
export function slope(xs: number[], ys: number[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(xs), mean(ys)];
  const spread = xs.reduce((sum, one) => sum + (one - x) ** 2, 0);
  return xs.reduce((sum, one, i) => sum + (one - x) * ((ys[i] ?? y) - y), 0) / spread;
}

/** For people: one line a figure. */
export function table(figures: Figure[]): string {
  const rows = figures.map(({ name, value, unit, aim, holds }) => [
    name,
    `${Number(value.toPrecision(3))} ${unit}`,
    aim ? `aim ${aim}: ${holds ? 'holds' : 'FAILS'}` : '',
  ]);
  const widths = [0, 1].map((i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
