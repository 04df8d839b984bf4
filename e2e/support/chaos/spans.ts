/** A stretch of time, ms since the epoch. */
export interface Span {
  fromMs: number;
  toMs: number;
}

export const overlaps = (one: Span, other: Span): boolean =>
  one.fromMs <= other.toMs && other.fromMs <= one.toMs;

/** What of a stretch lies in none of the others. */
export function outside(span: Span, others: Span[]): Span[] {
  let left = [span];
  for (const { fromMs, toMs } of others) {
    left = left.flatMap((one) => [
      ...(one.fromMs < fromMs ? [{ fromMs: one.fromMs, toMs: Math.min(one.toMs, fromMs) }] : []),
      ...(one.toMs > toMs ? [{ fromMs: Math.max(one.fromMs, toMs), toMs: one.toMs }] : []),
    ]);
  }
  return left;
}

export const lengthMs = ({ fromMs, toMs }: Span): number => toMs - fromMs;
