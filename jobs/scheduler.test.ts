import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../server/log.ts';
import { segmentsFrom, writeSession } from '../server/segments/test-sessions.ts';
import type { JobConfig } from './job.ts';
import { startJobs } from './scheduler.ts';

let folder: string;
let config: JobConfig;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-jobs-'));
  config = {
    dataDir: folder,
    segmentsPath: join(folder, 'segments'),
    windowMs: 60_000,
    http: { host: '127.0.0.1', port: 1, publicUrl: undefined, internalUrl: undefined },
    logLevel: 'silent',
  };
});
afterEach(() => rm(folder, { recursive: true }));

/** A log whose lines the test can read. */
function recordingLog() {
  const lines: string[] = [];
  const sink = new Writable({
    write(line, _encoding, done) {
      lines.push(String(line));
      done();
    },
  });
  return { log: pino({ level: 'debug' }, sink), lines };
}

test('old segments are deleted and the server is told to look, again and again', async () => {
  const start = Date.now() - 600_000;
  const session = await writeSession(config.segmentsPath, '1', start, {
    segments: segmentsFrom(start, 0, 1),
    ended: true,
  });
  const looks: unknown[] = [];
  let cleanings = 0;
  const jobs = startJobs({
    config,
    log: createLog('silent'),
    onLook: (rooms) => looks.push(rooms),
    onCleanClips: () => cleanings++,
    everyMs: 200,
  });
  try {
    await expect.poll(() => looks.length, { timeout: 20_000 }).toBeGreaterThan(2);
    await expect.poll(() => readdir(session).catch(() => 'gone'), { timeout: 20_000 }).toBe('gone');
    expect(new Set(looks)).toEqual(new Set(['all']));
    await expect.poll(() => cleanings, { timeout: 20_000 }).toBeGreaterThan(1);
  } finally {
    await jobs.close();
  }
}, 60_000);

test('a job that hangs is stopped, said so, and never run beside itself', async () => {
  const runs = join(folder, 'runs');
  await appendFile(runs, '');
  const workerFile = join(folder, 'hang.mjs');
  await writeFile(
    workerFile,
    `import { appendFileSync } from 'node:fs';
     import { workerData } from 'node:worker_threads';
     if (workerData.job.name !== 'clean-segments') process.exit(0);
     appendFileSync(${JSON.stringify(runs)}, 'begun ');
     for (;;);`,
  );
  const { log, lines } = recordingLog();
  const jobs = startJobs({
    ...{ config, log, workerFile },
    onLook: () => {},
    onCleanClips: () => {},
    everyMs: 100,
    timeoutMs: 1500,
  });
  const begun = async () => (await readFile(runs, 'utf8')).split('begun').length - 1;
  const stopped = () =>
    lines.filter((line) => line.includes('exited with code 1') && line.includes('"a job failed"'));
  try {
    await expect.poll(() => lines.join(''), { timeout: 20_000 }).toContain('is already running');
    await expect.poll(() => stopped().length, { timeout: 20_000 }).toBeGreaterThan(1);
    for (const line of stopped()) expect(line).toContain('"job":"clean-segments"');
    expect(await begun()).toBeLessThanOrEqual(stopped().length + 1);
  } finally {
    await jobs.close();
  }
  const before = await begun();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await begun()).toBe(before);
}, 60_000);

test('it can be closed before it has begun', async () => {
  const jobs = startJobs({
    ...{ config, log: createLog('silent'), everyMs: 50 },
    onLook: () => {},
    onCleanClips: () => {},
  });
  await jobs.close();
});
