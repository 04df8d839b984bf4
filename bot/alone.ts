/** Does nothing twice at once. */
export type Alone = ReturnType<typeof createAlone>;

export function createAlone() {
  const underWay = new Set<string>();
  /** @returns false when the same was under way already */
  return async (key: string, work: () => Promise<void>): Promise<boolean> => {
    if (underWay.has(key)) return false;
    underWay.add(key);
    try {
      await work();
      return true;
    } finally {
      underWay.delete(key);
    }
  };
}
