import { availableParallelism } from 'node:os';
import { UserError } from '../errors.ts';

/** More than people ever wait for: who comes later is told so. */
export const MOST_WAITING = 500;

export function queueFull(): UserError {
  return new UserError((words) => words.orders.queueFull(MOST_WAITING), { status: 503 });
}

export interface Turn {
  /** Who waits for it: between people, slots go round. */
  by: string;
  /** Goes on with what had its turn already: takes none, and waits behind those of the same round only. */
  goesOn?: boolean;
  /** Encodes with all cores for a while: only half of the slots are for such, so that short work gets through. */
  isHeavy?: boolean;
  /** What is made, for the figures. */
  kind?: 'cut' | 'mp4' | 'gif' | 'audio' | 'poster' | 'preview';
  signal?: AbortSignal | undefined;
  /** Its place among those that wait, from 1, each time it changes. */
  onPlace?: ((place: number) => void) | undefined;
}

interface Waiting extends Turn {
  /** Which of their turns it is, counted from the turn that everybody else had reached when they came. */
  round: number;
  place: number;
  start(): void;
}

/** Renders wait here for a slot, one a core. */
export type RenderQueue = ReturnType<typeof createRenderQueue>;

/** Start-time fair queueing: a person's next render is a round later than the one before, and lower rounds go first. */
export function createRenderQueue(slots = availableParallelism()) {
  const slotsForHeavy = Math.ceil(slots / 2);
  let waiting: Waiting[] = [];
  const running = new Set<Waiting>();
  let round = 0;
  const nextRounds = new Map<string, number>();

  function roundFor({ by, goesOn }: Turn): number {
    if (goesOn) return round;
    const own = Math.max(round, nextRounds.get(by) ?? 0);
    nextRounds.set(by, own + 1);
    return own;
  }

  function reach(next: number): void {
    round = Math.max(round, next);
    for (const [by, own] of nextRounds) if (own <= round) nextRounds.delete(by);
  }

  function tellPlaces(): void {
    waiting.forEach((one, i) => {
      if (one.place === i + 1) return;
      one.place = i + 1;
      one.onPlace?.(one.place);
    });
  }

  function leave(one: Waiting): void {
    waiting = waiting.filter((other) => other !== one);
  }

  function fill(): void {
    while (running.size < slots) {
      const heavy = [...running].filter(({ isHeavy }) => isHeavy).length;
      const next = waiting.find(({ isHeavy }) => !isHeavy || heavy < slotsForHeavy);
      if (!next) break;
      leave(next);
      running.add(next);
      reach(next.round);
      next.start();
    }
    tellPlaces();
  }

  /** @throws UserError (503) when too many wait already; the signal's reason */
  async function slot(turn: Turn): Promise<Waiting> {
    const { signal } = turn;
    signal?.throwIfAborted();
    // Nobody waits for posters: however many do, no clip is turned away for them.
    const isAlike = ({ kind }: Turn) => (kind === 'poster') === (turn.kind === 'poster');
    if (!turn.goesOn && waiting.filter(isAlike).length >= MOST_WAITING) {
      throw queueFull();
    }
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        leave(one);
        tellPlaces();
        reject(signal?.reason);
      };
      const start = () => {
        signal?.removeEventListener('abort', giveUp);
        resolve(one);
      };
      const one: Waiting = { ...turn, round: roundFor(turn), place: 0, start };
      signal?.addEventListener('abort', giveUp, { once: true });
      // Sorting is stable: within a round, who came first.
      waiting = [...waiting, one].sort((a, b) => a.round - b.round);
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
