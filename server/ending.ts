/** Compose and Kubernetes kill 30 s after they ask, as our files have it: all is done before that, ms. */
export const END_WITHIN_MS = 26_000;

/** The end of this process: from its beginning on it is not ready, and its parts know how long they have. */
export type Ending = ReturnType<typeof createEnding>;

export function createEnding(withinMs = END_WITHIN_MS, now = () => performance.now()) {
  let begunMs: number | undefined;
  return {
    /** Once more changes nothing. */
    begin(): void {
      begunMs ??= now();
    },

    /** Rejects once it has begun: whoever sends people here shall send them elsewhere. */
    async check(): Promise<void> {
      if (begunMs !== undefined) throw new Error('the process ends');
    },

    /** How long what is done last may take, ms. */
    leftMs: () => Math.max(0, (begunMs ?? now()) + withinMs - now()),
  };
}
