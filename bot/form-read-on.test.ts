import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
const server = createServer((request, response) => {
  if (request.method === 'GET') return void response.end();
  // Refused before the end, as Discord does when it is in trouble.
  request.once('data', () => {
    response.writeHead(503, { connection: 'close' }).end();
    setTimeout(() => request.socket.destroy(), 20);
  });
});
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-form-'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

/** In a process of its own, whose end is what is looked at. @returns how it ended */
async function upload(survive: boolean): Promise<string> {
  const file = join(folder, 'clip.mp4');
  await writeFile(file, Buffer.alloc(64 << 20));
  const { port } = server.address() as AddressInfo;
  const script = join(folder, `${survive}.mts`);
  await writeFile(
    script,
    `import { openAsBlob } from 'node:fs';
    import { setTimeout as sleep } from 'node:timers/promises';
    import { surviveFormsReadOn } from '${import.meta.resolve('./form-read-on.ts')}';
    if (${survive}) surviveFormsReadOn({ warn: (_, text) => console.log(text) });
    // Of the two undicis that are there, the one that comes first sends for both.
    await fetch('http://127.0.0.1:${port}');
    const { DefaultRestOptions } = await import('${import.meta.resolve('discord.js')}');
    const body = new FormData();
    body.append('files[0]', await openAsBlob('${file}'), 'clip.mp4');
    const url = 'http://127.0.0.1:${port}';
    await DefaultRestOptions.makeRequest(url, { method: 'POST', body }).catch(() => {});
    await sleep(1000);
    console.log('alive');`,
  );
  return new Promise((resolve) =>
    execFile(process.execPath, [script], { timeout: 15_000 }, (error, stdout, stderr) =>
      resolve(error ? stderr : stdout),
    ),
  );
}

test('an upload that Discord refuses before its end costs the process nothing', async () => {
  expect(await upload(true)).toContain('alive');
});

test('Node still needs that', async () => {
  expect(await upload(false)).toContain('ReadableStream is already closed');
});
