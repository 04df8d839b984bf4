import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startSandbox } from './start.ts';

// Real sockets and processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sandbox-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const answers = (url: string) =>
  fetch(`${url}/sandbox/world`).then(
    (response) => response.ok,
    () => false,
  );

test('it is gone when it has been closed', async () => {
  const sandbox = await startSandbox({ dataDir: dir });
  expect(await answers(sandbox.url)).toBe(true);
  await sandbox.close();
  expect(await answers(sandbox.url)).toBe(false);
});

test('it ends with the process that started it, even when that one is killed', async () => {
  const start = fileURLToPath(new URL('start.ts', import.meta.url));
  const script = `
    const { startSandbox } = await import(${JSON.stringify(start)});
    console.log((await startSandbox({ dataDir: ${JSON.stringify(dir)} })).url);
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script]);
  const [url] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
  expect(await answers(url)).toBe(true);
  parent.kill('SIGKILL');
  await expect.poll(() => answers(url), { timeout: 10_000 }).toBe(false);
});

test('a port that is taken is said, not waited for', async () => {
  const sandbox = await startSandbox({ dataDir: dir });
  const port = Number(new URL(sandbox.url).port);
  await expect(startSandbox({ dataDir: dir, port })).rejects.toThrow('EADDRINUSE');
  await sandbox.close();
});

test('pages of other sites and other names for this address are refused', async () => {
  const sandbox = await startSandbox({ dataDir: dir });
  const foreign = { headers: { origin: 'https://example.com' } };
  expect((await fetch(`${sandbox.url}/sandbox/world`, foreign)).status).toBe(403);
  await sandbox.close();
});
