import { freemem } from 'node:os';
import { type LoopWatch, watchLoop } from './loop-load.ts';

/** What may be full; each as a part of what there is: from 1 on, no more is begun. */
export type Load = Record<'thread' | 'delay' | 'memory' | 'count', number>;

/** Whether this process can record one more share without harm to those that it records: docs/scaling.md. */
export type Capacity = ReturnType<typeof createCapacity>;

/** The thread's. What is left is for commands, pages, and shares that come back. */
const MOST_BUSY = 0.7;
/** Packets are dropped unread, and pictures missed, from half a second on, ms. */
const MOST_LATE_MS = 250;
/** Of the machine, and of the container where that has a limit, bytes. */
const LEAST_FREE = 128 * 2 ** 20;
/** What a further share is expected to take of the thread, until it is measured with the others. */
const EXPECTED_BUSY = 0.04;
/** So few do not fill a process: whatever does, refusing shares would not help. */
const FEW = 4;

/** @param parts.most shares at once, whatever is measured; undefined: as many as go */
export function createCapacity(parts: {
  most?: number | undefined;
  loop?: LoopWatch;
  freeBytes?: () => number;
  now?: () => number;
}) {
  const { loop = watchLoop(), freeBytes = freeMemory, now = () => performance.now() } = parts;
  const most = parts.most ?? Number.POSITIVE_INFINITY;
  /** Of those that the newest stretch has not seen whole, ms. */
  let begunAtMs: number[] = [];

  /** @param running how many are recorded at this moment */
  function load(running: number): Load {
    const measured = loop.newest();
    begunAtMs = begunAtMs.filter((atMs) => atMs >= (measured?.fromMs ?? 0));
    const expected = (measured?.busy ?? 0) + begunAtMs.length * EXPECTED_BUSY;
    return {
      thread: expected / MOST_BUSY,
      delay: (measured?.lateMs ?? 0) / MOST_LATE_MS,
      memory: LEAST_FREE / Math.max(1, freeBytes()),
      count: running / most,
    };
  }

  return {
    load,
    /** How full it is for something new, as a part of what there is. */
    fullness(running: number): number {
      const { count, ...measured } = load(running);
      return running < FEW ? count : Math.max(count, ...Object.values(measured));
    },
    /** A recording begins: it counts before it is measured. */
    begun: () => void begunAtMs.push(now()),
    close: () => loop.close(),
  };
}

/** Only Linux tells what it could free. */
function freeMemory(): number {
  if (process.platform !== 'linux') return Number.POSITIVE_INFINITY;
  const limit = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return Math.min(freemem(), limit - process.memoryUsage.rss());
}
