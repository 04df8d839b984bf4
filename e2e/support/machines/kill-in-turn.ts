import { setTimeout as sleep } from 'node:timers/promises';
import type { SeenInteraction, SeenMessage } from '../../../sandbox/client.ts';
import { randomFrom } from '../../../server/livekit/test-webhooks.ts';
import { ADA } from '../hindsight.ts';
import { until } from '../until.ts';
import type { Installation } from './installation.ts';
import type { Machine } from './machine.ts';

/** A `/clip` that was typed, and what came of it. */
export interface TypedClip {
  title: string;
  /** What was just being killed. */
  during: string;
  interaction: SeenInteraction;
  /** Messages with it in the channel. */
  posted: SeenMessage[];
}

export interface KillsOutcome {
  /** In their order, with the moment (ms since the epoch) and how long each was away, ms. */
  kills: { name: string; atMs: number; awayMs: number }[];
  clips: TypedClip[];
}

/** Between two kills, ms: what was begun comes to an end, and something is buffered again. */
const PAUSE_MS = 6000;
/** A supervisor starts it again after so long, ms. */
const DOWN_MS = 2000;
/** From the kill to the command, ms, before or behind. */
const AROUND_MS = 1000;
const OUTCOME_MS = 90_000;

/** Kills one after the other with -9, each once before any of them again, while somebody types `/clip`. */
export async function killInTurn(
  { machines, sandbox }: Installation,
  { kills, seed }: { kills: number; seed: number },
): Promise<KillsOutcome> {
  const random = randomFrom(seed);
  const outcome: KillsOutcome = { kills: [], clips: [] };
  const typed: { id: string; title: string; during: string }[] = [];
  const type = async (during: string) => {
    const title = `number ${String(typed.length + 1).padStart(3, '0')}`;
    const command = `/clip duration:6s title:${title}`;
    const { id } = await sandbox.control.run({ ...ADA, command });
    typed.push({ id, title, during });
  };
  let row: Machine[] = [];
  for (let i = 0; i < kills; i++) {
    if (row.length === 0) row = random.shuffled(machines);
    const machine = row.shift() as Machine;
    const aroundMs = random.below(2 * AROUND_MS) - AROUND_MS;
    if (aroundMs < 0) await type(machine.name);
    await sleep(Math.max(0, -aroundMs));
    const atMs = Date.now();
    await machine.kill();
    await sleep(Math.max(0, aroundMs));
    if (aroundMs >= 0) await type(machine.name);
    await sleep(Math.max(0, DOWN_MS - Math.max(0, aroundMs)));
    await machine.start();
    outcome.kills.push({ name: machine.name, atMs, awayMs: Date.now() - atMs });
    console.log(`killed ${machine.name}, back after ${Date.now() - atMs} ms`);
    await sleep(PAUSE_MS);
  }
  const over = async ({ id }: { id: string }) => {
    const { state, message } = await sandbox.control.interaction(id);
    if (state === 'failed') return true;
    const isWaiting = JSON.stringify(message?.components ?? []).includes('cancel:');
    return state === 'answered' && message?.content && !isWaiting;
  };
  for (const one of typed) {
    await until(`${one.title}, during ${one.during}, has its outcome`, () => over(one), {
      timeoutMs: OUTCOME_MS,
    });
  }
  // Whoever posts one a second time does it behind the first.
  await sleep(PAUSE_MS);
  const messages = await sandbox.control.messages(ADA);
  for (const { id, title, during } of typed) {
    const interaction = await sandbox.control.interaction(id);
    const posted = messages.filter(
      ({ content, attachments }) => content.includes(title) && attachments.length > 0,
    );
    outcome.clips.push({ title, during, interaction, posted });
  }
  return outcome;
}
