/** Lists whose sums are asked for again and again: Redis, which has no sums, keeps theirs beside them. */
export function isSummed(list: string): boolean {
  return /:(?:sizes|largest)$/.test(list);
}
