import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { testClip } from '../server/clips/test-clips.ts';
import { createLog } from '../server/log.ts';
import { segmentsFrom, writeSession } from '../server/segments/test-sessions.ts';
import { openStore } from '../server/store/open.ts';
import type { Store } from '../server/store/store.ts';
import type { JobConfig } from './job.ts';
import { createRuns } from './runs.ts';
import { startJobs } from './scheduler.ts';
import type { ServerTasks } from './tasks.ts';
import { turnNames } from './turn-names.ts';

let folder: string;
let config: JobConfig;
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-jobs-'));
  config = {
    ...{ dataDir: folder, storeUrl: undefined, windowMs: 60_000, logLevel: 'silent' },
    segmentsPath: join(folder, 'segments'),
    ...{ clipsPath: join(folder, 'clips'), previewsPath: join(folder, 'previews') },
    http: { host: '127.0.0.1', port: 1, publicUrl: undefined, internalUrl: undefined },
  };
  store = await openStore({ dataDir: folder }, createLog('silent'));
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const SOON = { timeout: 50_000 };
const tasks = (change: Partial<ServerTasks> = {}) => change as ServerTasks;
const often = { everyMs: 200, timeoutMs: 60_000 };

/** A log whose lines the test can read. */
function recordingLog() {
  const lines: string[] = [];
  return { log: createLog('debug', { write: (line: string) => void lines.push(line) }), lines };
}

/** A job's thread that does `work`, and notes when it begins and ends. */
async function thread(work: string) {
  const [workerFile, notes] = [join(folder, 'worker.mjs'), join(folder, 'notes')];
  await writeFile(notes, '');
  await writeFile(
    workerFile,
    `import { appendFileSync } from 'node:fs';
     import { setTimeout as sleep } from 'node:timers/promises';
     import { parentPort, workerData } from 'node:worker_threads';
     const note = (word) => appendFileSync(${JSON.stringify(notes)}, word + ' ');
     note('begin');
     ${work}
     parentPort.postMessage({ outcome: { says: 'did it', counts: { things: 3 } } });
     note('end');`,
  );
  const words = async () => (await readFile(notes, 'utf8')).split(' ').filter(Boolean);
  return { workerFile, words };
}

test('old segments are deleted and the server is told to look, again and again', async () => {
  const start = Date.now() - 600_000;
  const session = await writeSession(config.segmentsPath, '1', start, {
    segments: segmentsFrom(start, 0, 1),
    ended: true,
  });
  let looks = 0;
  const jobs = startJobs({
    ...{ config, store, log: createLog('silent') },
    tasks: tasks({ look: async () => void looks++ }),
    jobs: { 'clean-segments': often, reconcile: often },
  });
  try {
    await expect.poll(() => looks, SOON).toBeGreaterThan(2);
    await expect.poll(() => readdir(session).catch(() => 'gone'), SOON).toBe('gone');
  } finally {
    await jobs.close();
  }
  const [cleaned] = await createRuns(store, (job) => job).all(['clean-segments']);
  expect(cleaned).toMatchObject({ failures: 0, counts: { deleted: expect.any(Number) } });
  expect(cleaned?.doneAtMs).toBeGreaterThan(start);
}, 60_000);

test('what the server throws is the result of the job, and a later success follows it', async () => {
  let away = true;
  const { log, lines } = recordingLog();
  const look = async () => {
    if (away) throw new Error('LiveKit is away');
  };
  const jobs = startJobs({
    ...{ config, store, log, tasks: tasks({ look }), jobs: { reconcile: often } },
  });
  const last = () => createRuns(store, (job) => job).last('reconcile');
  try {
    const failed = { state: 'failed', says: 'LiveKit is away' };
    await expect.poll(last, SOON).toMatchObject(failed);
    expect(lines.join('')).toContain('"msg":"LiveKit is away"');
    expect((await last())?.doneAtMs).toBeUndefined();
    away = false;
    await expect.poll(last, SOON).toMatchObject({ state: 'done' });
    expect((await last())?.failures).toBeGreaterThan(0);
  } finally {
    await jobs.close();
  }
}, 60_000);

test('a job that hangs is stopped, said so, and never run beside itself', async () => {
  const { workerFile, words } = await thread('for (;;);');
  const { log, lines } = recordingLog();
  const jobs = startJobs({
    ...{ config, store, log, workerFile, tasks: tasks() },
    jobs: { 'clean-segments': { everyMs: 100, timeoutMs: 1500 } },
  });
  const stopped = () => lines.filter((line) => line.includes('did not end within 1.5 s'));
  try {
    await expect.poll(() => lines.join(''), SOON).toContain('is already running');
    await expect.poll(() => stopped().length, SOON).toBeGreaterThan(1);
    for (const line of stopped()) expect(line).toContain('"job":"clean-segments"');
    expect((await words()).length).toBeLessThanOrEqual(stopped().length + 1);
    const run = await createRuns(store, (job) => job).last('clean-segments');
    expect(run?.failures).toBeGreaterThan(0);
  } finally {
    await jobs.close();
  }
  const before = await words();
  await sleep(300);
  expect(await words()).toEqual(before);
}, 60_000);

test('on two machines with one store it runs once in a period, and never twice at once', async () => {
  const { workerFile, words } = await thread('await sleep(150);');
  const other = await openStore({ dataDir: folder }, createLog('silent'));
  const everyMs = 1000;
  const begun = Date.now();
  const machines = [store, other].map((one) =>
    startJobs({
      ...{ config, store: one, log: createLog('silent'), workerFile, tasks: tasks() },
      jobs: { reconcile: { everyMs, timeoutMs: 10_000 } },
    }),
  );
  try {
    await expect.poll(async () => (await words()).length, SOON).toBeGreaterThanOrEqual(8);
  } finally {
    for (const jobs of machines) await jobs.close();
    await other.close();
  }
  const noted = await words();
  // Each begins after the one before it has ended.
  expect(noted.every((word, i) => word === ['begin', 'end'][i % 2])).toBe(true);
  const runs = noted.filter((word) => word === 'begin').length;
  expect(runs).toBeLessThanOrEqual((Date.now() - begun) / (everyMs * 0.95) + 1);
}, 60_000);

test('one that runs elsewhere is skipped, and taken up when it ends there', async () => {
  const { workerFile, words } = await thread('');
  expect(await store.lease('job:reconcile', 'by hand', 60_000)).toBe(true);
  const { log, lines } = recordingLog();
  const jobs = startJobs({
    ...{ config, store, log, workerFile, tasks: tasks(), jobs: { reconcile: often } },
  });
  try {
    await expect.poll(() => lines.join(''), SOON).toContain('it runs elsewhere');
    expect(await words()).toEqual([]);
    await store.release('job:reconcile', 'by hand');
    await expect.poll(words, SOON).toContain('end');
  } finally {
    await jobs.close();
  }
});

test('one that is stopped with its process is no failure, and due at once for the next', async () => {
  const { workerFile, words } = await thread('await sleep(60_000);');
  const begin = () =>
    startJobs({
      ...{ config, store, log: createLog('silent'), workerFile, tasks: tasks() },
      jobs: { reconcile: { everyMs: 60_000, timeoutMs: 60_000 } },
    });
  for (const runs of [1, 2]) {
    const jobs = begin();
    await expect.poll(words, SOON).toHaveLength(runs);
    await jobs.close();
    expect(await createRuns(store, (job) => job).last('reconcile')).toMatchObject({
      state: 'running',
    });
  }
  expect((await createRuns(store, (job) => job).last('reconcile'))?.failures).toBe(0);
}, 60_000);

test('one that was done is not due again after a restart', async () => {
  const { workerFile, words } = await thread('');
  const { log, lines } = recordingLog();
  const begin = () =>
    startJobs({
      ...{ config, store, log, workerFile, tasks: tasks() },
      jobs: { reconcile: { everyMs: 60_000, timeoutMs: 60_000 } },
    });
  const first = begin();
  await expect.poll(() => lines.join(''), SOON).toContain('did it');
  await first.close();
  const second = begin();
  await sleep(1500);
  await second.close();
  expect(await words()).toEqual(['begin', 'end']);
}, 60_000);

test('what each machine does for itself is done on each, the rest once for all of them', async () => {
  const { workerFile, words } = await thread('note(workerData.job.name);');
  const jobs: Parameters<typeof startJobs>[0]['jobs'] = {
    own: { per: 'machine', everyMs: 60_000, timeoutMs: 60_000 },
    shared: { per: 'installation', everyMs: 60_000, timeoutMs: 60_000 },
  };
  const machines = ['one', 'one', 'two'].map((name) => join(folder, name));
  const running = machines.map((dataDir) =>
    startJobs({
      ...{ config: { ...config, dataDir }, store, log: createLog('silent') },
      ...{ workerFile, tasks: tasks(), jobs },
    }),
  );
  const done = async () => (await words()).filter((word) => word === 'end').length;
  try {
    await expect.poll(done, SOON).toBe(3);
    // Whoever had no turn has asked for it by now.
    await sleep(1500);
  } finally {
    for (const one of running) await one.close();
  }
  const ran = (await words()).filter((word) => word in jobs);
  expect(ran.sort()).toEqual(['own', 'own', 'shared']);
  for (const dataDir of machines) {
    const runs = createRuns(store, turnNames(dataDir, jobs));
    expect(await runs.all(['own', 'shared'])).toMatchObject([{ job: 'own' }, { job: 'shared' }]);
  }
  const elsewhere = createRuns(store, turnNames(join(folder, 'three'), jobs));
  expect(await elsewhere.all(['own', 'shared'])).toMatchObject([{ job: 'shared' }]);
}, 60_000);

test('what takes the store and what the server works with is done in a thread, too', async () => {
  await store.records('clips').set('1', testClip({ id: '1' }));
  const inUse = async () => ({
    ...{ sinceMs: Date.now(), processes: [], sessions: [], previews: [], held: [] },
  });
  const { log, lines } = recordingLog();
  const names = ['check-library', 'clean-orphans', 'clean-temporary'];
  const jobs = startJobs({
    ...{ config, store, log, tasks: tasks({ inUse }) },
    jobs: Object.fromEntries(names.map((name) => [name, { ...often, everyMs: 60_000 }])),
  });
  const states = async () =>
    (await createRuns(store, (job) => job).all(names)).map(({ state }) => state);
  try {
    await expect.poll(states, SOON).toEqual(['done', 'done', 'done']);
  } finally {
    await jobs.close();
  }
  const [checked, orphans] = await createRuns(store, (job) => job).all(names);
  expect(checked?.says).toContain('1 clips and 0 files');
  expect(checked?.counts).toMatchObject({ clips: 1, noVideo: 1 });
  expect(orphans?.counts).toEqual({ removed: 0, bytes: 0, failed: 0 });
  expect(lines.filter((line) => line.includes('"level":50'))).toEqual([]);
}, 60_000);

test('it can be closed before it has begun', async () => {
  const jobs = startJobs({
    ...{ config, store, log: createLog('silent'), tasks: tasks() },
    jobs: { reconcile: often },
  });
  await jobs.close();
});
