import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { watchLoop } from './loop-load.ts';

const STRETCH_MS = 400;

test('a thread that is held up is busy and late, and an idle one is not', async () => {
  const watch = watchLoop(STRETCH_MS);
  expect(watch.newest()).toBeNull();
  const nextAfter = async (fromMs: number) => {
    await expect.poll(() => watch.newest()?.fromMs ?? 0, { timeout: 5000 }).toBeGreaterThan(fromMs);
    return watch.newest()!;
  };
  const holdUp = setInterval(() => {
    const untilMs = performance.now() + 60;
    while (performance.now() < untilMs);
  }, 70);
  // The first stretch began before.
  const first = await nextAfter(0);
  const full = await nextAfter(first.fromMs);
  clearInterval(holdUp);
  await sleep(10);
  const mixed = await nextAfter(full.fromMs);
  const idle = await nextAfter(mixed.fromMs);
  watch.close();
  expect(full.busy).toBeGreaterThan(2 * idle.busy);
  expect(full.lateMs).toBeGreaterThan(20);
  expect(full.busy).toBeGreaterThan(0.5);
});
