import { availableParallelism } from 'node:os';
import { UserError } from '../errors.ts';

/** More than people ever wait for: who comes later is told so. */
const MOST_WAITING = 500;

export interface Turn {
  /** Who waits for it: between people, slots go round. */
  by: string;
  /** Goes on with what had its turn already: before everybody else. */
  goesOn?: boolean;
  signal?: AbortSignal | undefined;
  /** Its place among those that wait, from 1, each time it changes. */
  onPlace?: ((place: number) => void) | undefined;
}

interface Waiting extends Turn {
  place: number;
  start(): void;
}

/** Renders wait here for a slot, one a core. */
export type RenderQueue = ReturnType<typeof createRenderQueue>;

export function createRenderQueue(slots = availableParallelism()) {
  let waiting: Waiting[] = [];
  const running = new Set<Turn>();

  /** How many of theirs run or wait before: the fewer, the sooner; of as many, who came first. */
  function sort(): void {
    const before = new Map<string, number>();
    for (const { by } of running) before.set(by, (before.get(by) ?? 0) + 1);
    const ranked = waiting.map((one) => {
      if (one.goesOn) return { one, rank: -1 };
      const rank = before.get(one.by) ?? 0;
      before.set(one.by, rank + 1);
      return { one, rank };
    });
    ranked.sort((a, b) => a.rank - b.rank);
    // `waiting` itself stays in order of arrival.
    ranked.forEach(({ one }, i) => {
      if (one.place === i + 1) return;
      one.place = i + 1;
      one.onPlace?.(one.place);
    });
  }

  function leave(one: Waiting): void {
    waiting = waiting.filter((other) => other !== one);
  }

  function fill(): void {
    sort();
    while (running.size < slots) {
      const next = waiting.find(({ place }) => place === 1);
      if (!next) return;
      leave(next);
      running.add(next);
      next.start();
      sort();
    }
  }

  /** @throws UserError (503) when too many wait already; the signal's reason */
  async function slot(turn: Turn): Promise<Waiting> {
    const { signal } = turn;
    signal?.throwIfAborted();
    if (waiting.length >= MOST_WAITING) {
      throw new UserError(
        `${MOST_WAITING} clips are waiting to be made already. Try again in a minute.`,
        { status: 503 },
      );
    }
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        leave(one);
        sort();
        reject(signal?.reason);
      };
      const start = () => {
        signal?.removeEventListener('abort', giveUp);
        resolve(one);
      };
      // Nobody is told a place who gets a slot at once.
      const one: Waiting = { ...turn, place: 0, start };
      if (running.size < slots) one.onPlace = undefined;
      signal?.addEventListener('abort', giveUp, { once: true });
      waiting.push(one);
      fill();
    });
  }

  return {
    /** Runs `render` once there is a slot. @throws as `slot` and `render` do */
    async run<T>(turn: Turn, render: () => Promise<T>): Promise<T> {
      const taken = await slot(turn);
      try {
        return await render();
      } finally {
        running.delete(taken);
        fill();
      }
    },
    depth: () => ({ running: running.size, waiting: waiting.length }),
  };
}
