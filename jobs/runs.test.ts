import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createLog } from '../server/log.ts';
import { createMetrics } from '../server/metrics.ts';
import { openStore } from '../server/store/open.ts';
import { createRuns, isDue, type JobRun } from './runs.ts';

const log = createLog('silent');

async function openTestStore() {
  const dataDir = await mkdtemp(join(tmpdir(), 'hindsight-runs-'));
  const store = await openStore({ dataDir }, log);
  onTestFinished(async () => {
    await store.close();
    await rm(dataDir, { recursive: true });
  });
  return store;
}

test('a run is told while it runs, when it is done and when it failed', async () => {
  const store = await openTestStore();
  let nowMs = 1000;
  const runs = createRuns(
    store,
    (job) => job,
    () => nowMs,
  );
  expect(await runs.last('a')).toBeUndefined();
  const first = await runs.begin('a');
  expect(await runs.last('a')).toMatchObject({ state: 'running', machine: hostname() });
  nowMs += 250;
  await runs.done(first, { says: 'removed 2', counts: { removed: 2 } });
  const done = { tookMs: 250, state: 'done', says: 'removed 2', doneAtMs: 1000, failures: 0 };
  expect(await runs.last('a')).toMatchObject(done);

  nowMs = 61_000;
  await runs.failed(await runs.begin('a'), 'no store');
  const failed = { startedAtMs: 61_000, state: 'failed', says: 'no store', failures: 1 };
  // What the last good one was stays known.
  expect(await runs.last('a')).toMatchObject({ ...failed, doneAtMs: 1000, counts: { removed: 2 } });
  expect(await runs.all(['a', 'never'])).toHaveLength(1);
});

const run = (change: Partial<JobRun>) => ({ startedAtMs: 0, state: 'done', ...change }) as JobRun;
test.each([
  ['never run', undefined, 1, true],
  ['within its period', run({}), 56_999, false],
  ['a period later, a timer being early', run({}), 57_000, true],
  ['failed, within its period', run({ state: 'failed' }), 1000, false],
  ['broken off with its process', run({ state: 'running' }), 1000, true],
  ['begun by a clock that is ahead', run({ startedAtMs: 10_000 }), 5000, true],
])('%s: due %#', (_words, last, nowMs, due) => {
  expect(isDue(last, 60_000, nowMs)).toBe(due);
});

test('/metrics shows the last runs, by job', async () => {
  const store = await openTestStore();
  let nowMs = 5000;
  const runs = createRuns(
    store,
    (job) => job,
    () => nowMs,
  );
  const metrics = createMetrics();
  metrics.watchJobs(() => runs.all(['a', 'b']));
  const ran = await runs.begin('a');
  nowMs += 500;
  await runs.done(ran, { says: '', counts: { removed: 2 } });
  await runs.failed(await runs.begin('b'), 'hung');
  await runs.failed(await runs.begin('b'), 'hung');
  // Shown twice: what is counted is counted once.
  await metrics.render();
  const text = await metrics.render();
  expect(text).toContain('hindsight_job_last_success_timestamp_seconds{name="a"} 5\n');
  expect(text).toContain('hindsight_job_duration_seconds{name="a"} 0.5\n');
  expect(text).toContain('hindsight_job_failures_total{name="b"} 2\n');
  expect(text).toContain('hindsight_job_failures_total{name="a"} 0\n');
  expect(text).toContain('hindsight_job_counts{name="a",of="removed"} 2\n');
  expect(text).not.toContain('hindsight_job_last_success_timestamp_seconds{name="b"}');
});
