import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installationSecret } from '../server/auth/secret.ts';
import { segmentsFrom, writeSession } from '../server/segments/test-sessions.ts';

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
    expect(text).toContain('NAME is one of: clean-clips, clean-segments, reconcile');
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
  expect((await run(['clean-segments', '--dry-run'], env)).text).toContain('would delete 3');
  expect(await readdir(session)).toHaveLength(4);
  expect((await run(['clean-segments'], env)).text).toContain('deleted 3 segments, kept 0');
  expect(await readdir(session)).toEqual(['playlist.m3u8']);
}, 20_000);

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
      url: '/api/internal/look',
      headers: { authorization: `Bearer ${installationSecret(dataDir, 'internal')}` },
    },
  ]);
  expect(await run(['reconcile'], { PORT: port })).toEqual({
    code: 1,
    text: expect.stringContaining('Is it running, with the same HOST and PORT?'),
  });
}, 20_000);

test('clean-clips by hand asks the server too, also when it is only rehearsed', async () => {
  const { asked, port, close } = await serverThatAnswers(200, { removed: 3, failed: 1 });
  const rehearsed = await run(['clean-clips', '--dry-run'], { PORT: port });
  expect(rehearsed.text).toContain('would remove 3 clips');
  const { text } = await run(['clean-clips'], { PORT: port });
  expect(text).toContain('removed 3 clips, failed with 1');
  await close();
  expect(asked.map(({ url }) => url)).toEqual([
    '/api/internal/clean-clips?dryRun',
    '/api/internal/clean-clips',
  ]);
}, 20_000);

test('a server with another key is explained', async () => {
  const { port, close } = await serverThatAnswers(401);
  const { code, text } = await run(['reconcile'], { PORT: port });
  await close();
  expect(code).toBe(1);
  expect(text).toContain('has another DATA_DIR');
}, 20_000);
