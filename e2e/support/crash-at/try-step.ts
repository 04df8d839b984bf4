import { until } from '../until.ts';
import type { Action } from './action.ts';
import type { CrashOrder } from './crash.ts';
import { difference, type Shot } from './shot.ts';
import type { Stage } from './stage.ts';

/** How long nothing changes until what was begun is taken for done, ms. */
const QUIET_MS = 700;
/** For a crash that was ordered, ms. */
const CRASH_MS = 20_000;
/** What is left may be kept for as long as somebody could come back to it, ms. */
const SETTLE_MS = 40_000;

/** What an action changes, step by step and in the end. */
export interface Recorded {
  changes: string[];
  outcome: string[];
}

/** Does it without a crash, and writes down what it does when it is done once more: the first time differs. */
export async function record<Ready>(stage: Stage, action: Action<Ready>): Promise<Recorded> {
  await recordOnce(stage, action);
  return recordOnce(stage, action);
}

async function recordOnce<Ready>(stage: Stage, action: Action<Ready>): Promise<Recorded> {
  const fromMs = Date.now();
  const ready = (await action.prepare?.(stage)) as Ready;
  await untilQuiet(stage);
  const from = (await stage.changes()).length;
  const before = await stage.shot(fromMs);
  await action.act(stage, ready);
  await untilQuiet(stage);
  const changes = (await stage.changes()).slice(from);
  const outcome = difference(before, await stage.shot(fromMs));
  await action.after?.(stage, ready);
  return { changes, outcome };
}

/**
 * Does it, dies at a step, and is started again.
 * @returns what is otherwise than without the crash, a line each; none: it is right
 */
export async function tryStep<Ready>(
  stage: Stage,
  action: Action<Ready>,
  crash: CrashOrder,
  { outcome }: Recorded,
): Promise<string[]> {
  const fromMs = Date.now();
  const ready = (await action.prepare?.(stage)) as Ready;
  await untilQuiet(stage);
  const before = await stage.shot(fromMs);
  await stage.order(crash);
  // Nobody answers any more: that is what is tried. Some of it goes on without the product.
  const acting = action.act(stage, ready).catch(() => {});
  await died(stage, crash).finally(() => stage.order(null));
  await stage.product.start();
  await acting;
  await action.actAgain?.(stage, ready);
  const wrong = async () => {
    await stage.visitLibrary();
    if (action.faults) return action.faults(stage, ready);
    const now = difference(before, await stage.shot(fromMs));
    const faults = difference(outcome, now);
    if (faults.length === 0) return [];
    const isNothing = now.length === 0 && (await action.isRefused?.(stage, ready));
    return isNothing ? [] : faults;
  };
  await until('it is as without the crash', async () => (await wrong()).length === 0, {
    ...{ timeoutMs: SETTLE_MS, everyMs: 250 },
  }).catch(() => {});
  const faults = await wrong();
  if (faults.length === 0) await action.after?.(stage, ready);
  return faults;
}

async function died({ product }: Stage, { change, side }: CrashOrder): Promise<void> {
  let isOver = false;
  void product.ended().then(() => {
    isOver = true;
  });
  await until(`it dies ${side} "${change}"`, () => isOver, { timeoutMs: CRASH_MS });
}

/** What was begun is done: nothing that an action could change has changed for a while. */
async function untilQuiet(stage: Stage): Promise<void> {
  let known: Shot = [];
  let sinceMs = Date.now();
  await until(
    'nothing changes any more',
    async () => {
      const now = await stage.shot();
      const isAtWork = now.some((line) => /^(file|folder) tmp\/|^record orders /.test(line));
      if (isAtWork || difference(known, now).length > 0) sinceMs = Date.now();
      known = now;
      return Date.now() - sinceMs >= QUIET_MS;
    },
    { timeoutMs: 60_000, everyMs: 150 },
  );
}
