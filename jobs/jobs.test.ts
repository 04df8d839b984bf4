import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installationSecret } from '../server/auth/secret.ts';
import { createLog } from '../server/log.ts';
import { segmentsFrom, writeSession } from '../server/segments/test-sessions.ts';
import { openStore } from '../server/store/open.ts';
import type { Store } from '../server/store/store.ts';
import { jobs } from './all.ts';
import { createRuns } from './runs.ts';

const ROOT = join(import.meta.dirname, '..');
let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hindsight-job-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

/** `npm run job -- ...` as one types it. */
async function run(args: string[], env: Record<string, string> = {}) {
  const options = { cwd: ROOT, env: { DATA_DIR: dataDir, ...env } };
  return promisify(execFile)(process.execPath, ['scripts/job.ts', ...args], options).then(
    ({ stdout }) => ({ code: 0, text: stdout }),
    ({ code, stderr }) => ({ code, text: stderr as string }),
  );
}

test.each([[[]], [['nonsense']], [['toString']], [['reconcile', '--now']], [['reconcile', 'x']]])(
  'job %j is explained',
  async (args) => {
    const { code, text } = await run(args);
    expect(code).toBe(1);
    expect(text).toContain(`NAME is one of: ${Object.keys(jobs).join(', ')}`);
    expect(text).not.toContain('    at ');
  },
  20_000,
);

test('clean-segments: first rehearsed, then done', async () => {
  const start = Date.now() - 600_000;
  const segments = segmentsFrom(start, 0, 2);
  const segmentsPath = join(dataDir, 'replay-segments');
  const session = await writeSession(segmentsPath, '1', start, { segments });
  const env = { REPLAY_SEGMENT_CLEANUP_AGE_MINUTES: '2' };
  const rehearsed = (await run(['clean-segments', '--dry-run'], env)).text;
  expect(rehearsed).toContain(`${session}: 3 segments, 48 bytes`);
  expect(rehearsed).toContain('would delete 3');
  expect(await readdir(session)).toHaveLength(4);
  expect((await run(['clean-segments'], env)).text).toContain('deleted 3 segments, kept 0');
  expect(await readdir(session)).toEqual(['playlist.m3u8']);
  const last = await inStore((store) => createRuns(store, (job) => job).last('clean-segments'));
  expect(last).toMatchObject({ state: 'done', counts: { deleted: 3 } });
}, 20_000);

test('what runs already is skipped, and said so; a rehearsal is nobody’s turn', async () => {
  await inStore(async (store) => {
    await createRuns(store, (job) => job).begin('clean-segments');
    await store.lease('job:clean-segments', 'somebody', 60_000);
  });
  const { code, text } = await run(['clean-segments']);
  expect(code).toBe(0);
  expect(text).toContain(`skipped: it runs already on ${hostname()} since 20`);
  expect((await run(['clean-segments', '--dry-run'])).text).toContain('would delete 0');
}, 20_000);

/** The store of the job's, as another process has it. */
async function inStore<T>(use: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore({ dataDir }, createLog('silent'));
  return use(store).finally(store.close);
}

/** Answers every request with `status` and remembers them. */
async function serverThatAnswers(status: number, body?: unknown) {
  const asked: Pick<IncomingMessage, 'method' | 'url' | 'headers'>[] = [];
  const server: Server = createServer(({ method, url, headers }, response) => {
    asked.push({ method, url, headers });
    response.writeHead(status).end(body && JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { asked, port: String((server.address() as AddressInfo).port), close };
}

test('reconcile by hand asks the server on loopback, with the key of the installation', async () => {
  const { asked, port, close } = await serverThatAnswers(204);
  expect((await run(['reconcile', '--dry-run'], { PORT: port })).code).toBe(0);
  expect(asked).toEqual([]);
  expect((await run(['reconcile'], { PORT: port, HOST: '0.0.0.0' })).code).toBe(0);
  await close();
  expect(asked).toMatchObject([
    {
      method: 'POST',
      url: '/api/internal/tasks/look',
      headers: { authorization: `Bearer ${installationSecret(dataDir, 'internal')}` },
    },
  ]);
  const says = 'Is it running, with the same HOST and PORT?';
  expect(await run(['reconcile'], { PORT: port })).toEqual({
    code: 1,
    text: expect.stringContaining(says),
  });
  const last = await inStore((store) => createRuns(store, (job) => job).last('reconcile'));
  expect(last).toMatchObject({ state: 'failed', says: expect.stringContaining(says), failures: 1 });
}, 20_000);

test.each([
  [
    ...['clean-clips', 'cleanClips', { removed: 3, failed: 1, clips: [{ id: '7', bytes: 90 }] }],
    ['clip 7, 90 bytes', 'would remove 3 clips, failed with 1'],
  ],
  [
    ...['clean-windows', 'cleanWindows'],
    { deleted: 2, failed: 0, folders: [{ folder: '/s/1/5', segments: 2, bytes: 8 }] },
    ['/s/1/5: 2 segments, 8 bytes', 'would delete 2 segments'],
  ],
  [
    ...['disk-guard', 'guardDisk'],
    {
      ...{ deleted: 4, freedBytes: 90, tight: [{ scope: 'all', why: 'disk' }] },
      cuts: [{ scope: 'person:1', why: 'person', untilMs: 0 }],
    },
    [
      'person:1: what ended before 1970-01-01T00:00:00.000Z, limit: person',
      ...['all: nothing new may begin, limit: disk', 'would delete 4 segments to make room, 90 b'],
    ],
  ],
  [
    ...['clean-removed-servers', 'cleanRemovedServers', ['10', '11']],
    ['server 10', 'server 11', 'would delete what was kept for 2 servers'],
  ],
] as [string, string, unknown, string[]][])(
  '%s asks the server too, also when it is only rehearsed',
  async (name, task, answer, words) => {
    const { asked, port, close } = await serverThatAnswers(200, answer);
    const { text } = await run([name, '--dry-run'], { PORT: port });
    for (const some of words) expect(text).toContain(some);
    expect((await run([name], { PORT: port })).code).toBe(0);
    await close();
    expect(asked.map(({ url }) => url)).toEqual([
      `/api/internal/tasks/${task}?dryRun`,
      `/api/internal/tasks/${task}`,
    ]);
  },
  20_000,
);

test('a server that leaves the disk to another process says so', async () => {
  const { port, close } = await serverThatAnswers(204);
  const { code, text } = await run(['disk-guard'], { PORT: port });
  await close();
  expect(code).toBe(0);
  expect(text).toContain('deleted 0 segments to make room, 0 bytes; another process looks after');
}, 20_000);

test('a server with another key is explained', async () => {
  const { port, close } = await serverThatAnswers(401);
  const { code, text } = await run(['reconcile'], { PORT: port });
  await close();
  expect(code).toBe(1);
  expect(text).toContain('has another DATA_DIR');
}, 20_000);
