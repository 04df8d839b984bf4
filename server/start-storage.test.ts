import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from './log.ts';
import { startStorage } from './start-storage.ts';
import type { S3Config } from './storage/bucket-config.ts';

const log = createLog('silent');
const NO_UPLOADS = '<ListMultipartUploadsResult></ListMultipartUploadsResult>';

let folder: string;
let clipsPath: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'start-storage-'));
  clipsPath = join(folder, 'clips');
  await mkdir(clipsPath);
  await writeFile(join(clipsPath, '1.mp4.part'), 'half');
});
afterEach(() => rm(folder, { recursive: true }));

const start = (isShared: boolean, bucket?: S3Config) =>
  startStorage({ clipsPath, bucket }, { store: { isShared }, tempPath: folder }, log);

test('in a folder, what a killed process has left is gone before anything is written there', async () => {
  await start(false);
  expect(await readdir(clipsPath)).toEqual([]);
});

test('where others may be at work, what they may be writing stays', async () => {
  await start(true);
  expect(await readdir(clipsPath)).toEqual(['1.mp4.part']);
});

test('a bucket that does not answer keeps nobody from starting', { timeout: 10_000 }, async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const asked = once(server, 'request') as Promise<[unknown, ServerResponse]>;
  await start(false, {
    ...{ kind: 's3', bucket: 'away', region: 'eu-central-1', prefix: '' },
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ credentials: { accessKeyId: 'k', secretAccessKey: 's' }, forcePathStyle: true },
  });
  const [, response] = await asked;
  response.end(NO_UPLOADS);
  server.close();
});
