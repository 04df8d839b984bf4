import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../until.ts';
import type { Impairment } from './impairment.ts';
import { compare, type Losses } from './losses.ts';
import type { RelayedRecording } from './stage.ts';

export interface Leg {
  name: string;
  /** What is done to the network, and for how long, ms. */
  network: Partial<Impairment> | 'another address';
  lastsMs: number;
}

/** Between two legs the network is good for so long: what is waited for is given up or there by then. */
const REST_MS = 2500;
const BACK_WITHIN_MS = 30_000;

/**
 * One recording goes through one bad network after the other; after each it has to list what is shown then.
 * @returns what it lost on each leg, the rest behind it included
 */
export async function travel(
  recording: RelayedRecording,
  legs: readonly Leg[],
): Promise<Map<string, Losses>> {
  const { relay } = recording;
  const windows = new Map<string, { fromMs: number; toMs: number }>();
  for (const { name, network, lastsMs } of legs) {
    const fromMs = Date.now();
    if (network === 'another address') relay.rebind();
    else relay.impair(network);
    await sleep(lastsMs);
    relay.mend();
    const mendedMs = Date.now();
    await until(
      `what is shown after "${name}" is listed`,
      async () => (await recording.newestMs()) > mendedMs + 100,
      { timeoutMs: BACK_WITHIN_MS },
    );
    await sleep(Math.max(0, mendedMs + REST_MS - Date.now()));
    windows.set(name, { fromMs, toMs: Date.now() });
  }
  const { listed, beside } = await recording.end();
  return new Map([...windows].map(([name, window]) => [name, compare(listed, beside, window)]));
}
