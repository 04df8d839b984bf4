/** Of numbers as many as there may be: `Math.max(...numbers)` takes about a hundred thousand, and then breaks. */

/** -Infinity of none. */
export function most(numbers: number[]): number {
  return numbers.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY);
}

/** Infinity of none. */
export function least(numbers: number[]): number {
  return numbers.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
}
