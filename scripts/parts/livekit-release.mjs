import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from './run.mjs';

const CONNECT_MS = 15_000;
const DOWNLOAD_MS = 300_000;
const ARCHITECTURES = new Map([
  ['x64', 'amd64'],
  ['arm64', 'arm64'],
  ['arm', 'armv7'],
]);

/**
 * Downloads the official release, checks it against the checksums published with it, and puts the
 * program at `to`.
 * @param {string} version without the v
 * @param {string} to
 * @param {string} [releases] address of all releases
 * @returns {Promise<void>}
 */
export async function downloadRelease(
  version,
  to,
  releases = 'https://github.com/livekit/livekit/releases/download',
) {
  const architecture = ARCHITECTURES.get(process.arch);
  if (process.platform !== 'linux' || !architecture) {
    throw new Error(`there is no release for ${process.platform} on ${process.arch}`);
  }
  const file = `livekit_${version}_linux_${architecture}.tar.gz`;
  const checksums = (await download(`${releases}/v${version}/checksums.txt`)).toString('utf8');
  const published = checksums.split('\n').find((line) => line.trim().endsWith(` ${file}`));
  if (!published) throw new Error(`the published checksums do not name ${file}`);

  const archive = await download(`${releases}/v${version}/${file}`);
  const sum = createHash('sha256').update(archive).digest('hex');
  if (sum !== published.trim().split(/\s+/)[0]) {
    throw new Error(`${file} is not what its published checksum says`);
  }

  await mkdir(dirname(to), { recursive: true });
  const folder = await mkdtemp(join(dirname(to), 'release-'));
  try {
    await writeFile(join(folder, file), archive);
    await run('unpacking', 'tar', ['-xzf', file, 'livekit-server'], { cwd: folder });
    await chmod(join(folder, 'livekit-server'), 0o755);
    await rename(join(folder, 'livekit-server'), to);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param {string} address */
async function download(address) {
  const giveUp = new AbortController();
  const connect = setTimeout(() => giveUp.abort(), CONNECT_MS);
  const all = setTimeout(() => giveUp.abort(), DOWNLOAD_MS);
  try {
    const answer = await fetch(address, { signal: giveUp.signal });
    clearTimeout(connect);
    if (!answer.ok) throw new Error(`answered ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${new URL(address).host} could not be used (${why})`);
  } finally {
    clearTimeout(connect);
    clearTimeout(all);
  }
}
