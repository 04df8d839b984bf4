import { setTimeout as sleep } from 'node:timers/promises';
import { MessageFlags } from 'discord.js';
import type { SandboxControl, SeenInteraction } from '../../../sandbox/client.ts';
import { until } from '../until.ts';

export interface ClipLoad {
  /** Ids of people with something to clip. */
  people: string[];
  clips: number;
  /** They are asked for evenly within that time, ms. */
  withinMs: number;
}

/** Has people type /clip one after the other. @returns the interactions once each has its outcome, in their order */
export async function orderClips(
  control: SandboxControl,
  { people, clips, withinMs }: ClipLoad,
): Promise<SeenInteraction[]> {
  const asked: Promise<SeenInteraction>[] = [];
  const startMs = performance.now();
  for (let i = 0; i < clips; i += 1) {
    await sleep(Math.max(0, startMs + (i * withinMs) / clips - performance.now()));
    const as = people[i % people.length] ?? '';
    asked.push(control.run({ as, channel: '#clips', command: '/clip 10s' }));
  }
  const ids = (await Promise.all(asked)).map(({ id }) => id);
  const ended = new Map<string, SeenInteraction>();
  await until(
    'every clip has its outcome',
    async () => {
      for (const id of ids.filter((one) => !ended.has(one))) {
        const seen = await control.interaction(id);
        if (seen.state === 'failed' || isOutcome(seen)) ended.set(id, seen);
      }
      return ended.size === ids.length;
    },
    { timeoutMs: 240_000, everyMs: 500 },
  );
  return ids.map((id) => ended.get(id)).filter((seen) => seen !== undefined);
}

/** An answer that can still be cancelled, or that Discord shows as thinking, only tells that it is under way. */
function isOutcome({ state, message }: SeenInteraction): boolean {
  if (state !== 'answered' || !message || (message.flags ?? 0) & MessageFlags.Loading) return false;
  return !JSON.stringify(message.components ?? []).includes('cancel:');
}
