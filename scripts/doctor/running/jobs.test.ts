import { expect, test } from 'vitest';
import type { AppState } from '../../../server/http/app-state.ts';
import { judgeJobs } from './jobs.ts';

const NOW = 10_000_000;
const MINUTE = 60_000;
type Run = NonNullable<AppState['jobs'][number]['run']>;

const run = (change: Partial<Run> = {}): Run => ({
  ...{ job: 'clean-clips', machine: 'one', startedAtMs: NOW - 20_000, tookMs: 140, state: 'done' },
  ...{ says: 'removed 2 clips', counts: {}, doneAtMs: NOW - 20_000, failures: 0, ...change },
});
const judge = (last: Run | null, startedAtMs = 0) =>
  judgeJobs({ startedAtMs, jobs: [{ job: 'clean-clips', everyMs: MINUTE, run: last }] }, NOW)[0];

test('a job that was done tells when, where, how long and what', () => {
  expect(judge(run())).toEqual({
    ...{ name: 'jobs', state: 'ok' },
    says: 'clean-clips: 20 s ago on one, took 0.1 s: removed 2 clips',
  });
});

test('one that was not done for three periods is a finding, whatever it does now', () => {
  const doneAtMs = NOW - 3 * MINUTE;
  expect(judge(run({ doneAtMs }))?.state).toBe('ok');
  const late = judge(run({ doneAtMs: doneAtMs - 1, state: 'failed', says: 'hung' }));
  expect(late).toMatchObject({ state: 'missing', says: expect.stringContaining('failed: hung') });
  expect(late?.says).toContain('last done 3 min ago');
  expect(late?.todo).toContain('npm run job -- clean-clips');
  expect(judge(run({ doneAtMs: doneAtMs - 1, state: 'running' }))?.state).toBe('missing');
  expect(judge(null)).toMatchObject({ state: 'missing', says: expect.stringContaining('never') });
});

test('after a start it has its time', () => {
  expect(judge(null, NOW - MINUTE)).toMatchObject({ state: 'ok' });
  expect(judge(run({ doneAtMs: 1 }), NOW - MINUTE)?.state).toBe('ok');
});

test('one that failed just now is a note', () => {
  expect(judge(run({ state: 'failed', says: 'no store' }))).toMatchObject({
    ...{ state: 'note', says: expect.stringContaining('failed: no store') },
  });
});
