import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { downloadRelease } from './livekit-release.mjs';

const PROGRAM = '#!/bin/sh\necho I am LiveKit\n';
const NAMES = { x64: 'amd64', arm64: 'arm64', arm: 'armv7' };
const file = `livekit_1.2.3_linux_${NAMES[process.arch as keyof typeof NAMES]}.tar.gz`;

let folder: string;
let server: Server;
/** What the server gives, by path. */
let files: Record<string, Buffer | string>;
let releases: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'release-test-'));
  await writeFile(join(folder, 'livekit-server'), PROGRAM, { mode: 0o755 });
  execFileSync('tar', ['-czf', 'archive', 'livekit-server'], { cwd: folder });
  const archive = await readFile(join(folder, 'archive'));
  const sum = createHash('sha256').update(archive).digest('hex');
  files = {
    [`/v1.2.3/${file}`]: archive,
    '/v1.2.3/checksums.txt': `${'0'.repeat(64)}  another.tar.gz\n${sum}  ${file}\n`,
  };
  server = createServer(({ url = '' }, response) => {
    const content = files[url];
    response.writeHead(content ? 200 : 404).end(content);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  releases = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

const onLinux = test.skipIf(process.platform !== 'linux');

onLinux('puts the program of the release where it belongs, ready to run', async () => {
  const to = join(folder, 'cache', 'livekit');
  await downloadRelease('1.2.3', to, releases);
  expect(execFileSync(to, { encoding: 'utf8' })).toBe('I am LiveKit\n');
  expect(await readdir(join(folder, 'cache'))).toEqual(['livekit']);
});

onLinux.each([
  ['another content than published', () => ({ [`/v1.2.3/${file}`]: 'something else' }), /checksum/],
  ['no checksum for it', () => ({ '/v1.2.3/checksums.txt': 'ab  other\n' }), /do not name/],
  ['no such release', () => ({ '/v1.2.3/checksums.txt': '' }), /answered 404/],
])('takes nothing where there is %s', async (_, change, words) => {
  Object.assign(files, change());
  const to = join(folder, 'cache', 'livekit');
  await expect(downloadRelease('1.2.3', to, releases)).rejects.toThrow(words);
  await expect(stat(to)).rejects.toThrow('ENOENT');
});

onLinux('says that nobody answers', async () => {
  const nobody = downloadRelease('1.2.3', join(folder, 'livekit'), 'http://127.0.0.1:9');
  await expect(nobody).rejects.toThrow('127.0.0.1:9 could not be used');
});
