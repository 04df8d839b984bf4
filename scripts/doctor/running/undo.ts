import { setTimeout as sleep } from 'node:timers/promises';

/** What has to be removed again, whatever happens. */
export interface Undo {
  /** @returns to do it now, and not again at the end */
  add(undo: () => unknown): () => Promise<void>;
  /** Does all that is left, the newest first, also when one of them fails. */
  all(): Promise<void>;
}

/** One that hangs (LiveKit is gone, say) doesn't keep the others from being done. */
const PATIENCE_MS = 20_000;

export function createUndo(): Undo {
  const left: (() => Promise<void>)[] = [];
  return {
    add(undo) {
      const once = async () => {
        const at = left.indexOf(once);
        if (at < 0) return;
        left.splice(at, 1);
        const done = (async () => undo())().catch(() => {});
        await Promise.race([done, sleep(PATIENCE_MS, undefined, { ref: false })]);
      };
      left.push(once);
      return once;
    },
    async all() {
      for (let undo = left.at(-1); undo; undo = left.at(-1)) await undo();
    },
  };
}
