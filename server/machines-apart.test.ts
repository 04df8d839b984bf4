import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { skipWithout } from '../e2e/support/parts.ts';
import { createApiKeys } from './auth/api-keys.ts';
import { installationSecret } from './auth/secret.ts';
import { makeSegments } from './clips/test-material.ts';
import { findFfmpeg } from './ffmpeg/find.ts';
import { PLAYLIST_FILE, renderPlaylist } from './segments/playlist.ts';
import { createS3Bucket } from './storage/s3.ts';
import { type S3Server, startS3 } from './storage/s3-server.ts';
import {} from './store/redis-server.ts';
import { openTestInstallation, type TestInstallation } from './test-installation.ts';

// A server, and a bot with a worker, with one Redis and one bucket, and with nothing else in common.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const SECONDS = 10;
const missing = await skipWithout('redis', 'versitygw');

describe.skipIf(missing)('machines with nothing but Redis and a bucket in common', () => {
  let parts: TestInstallation;
  let s3: S3Server;

  beforeAll(async () => {
    [parts, s3] = await Promise.all([openTestInstallation(), startS3()]);
  });
  afterAll(async () => {
    await parts?.close();
    await s3?.stop();
  });

  function start(roles: string, dataDir: string) {
    const { bucket, endpoint, credentials } = s3.config;
    return parts.start(roles, dataDir, {
      ...{ S3_BUCKET: bucket, S3_ENDPOINT: endpoint },
      ...{ S3_ACCESS_KEY_ID: credentials.accessKeyId },
      ...{ S3_SECRET_ACCESS_KEY: credentials.secretAccessKey },
    });
  }

  /** As a recorder leaves a share in the bucket. */
  async function record(userId: string): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'machines-apart-'));
    const bucket = createS3Bucket(s3.config);
    const startMs = Date.now() - 60_000;
    const ffmpegPath = await findFfmpeg(process.env.FFMPEG_PATH);
    const request = { folder, ffmpegPath, kind: 'embedded', seconds: SECONDS, startMs } as const;
    const { segments } = await makeSegments(request);
    const session = `segments/${userId}/${startMs}`;
    for (const { file } of segments) await bucket.put(`${session}/${basename(file)}`, { file });
    const listed = segments.map(({ file, ...time }) => ({ ...time, uri: basename(file) }));
    const playlist = { mediaSequence: 0, segments: listed, ended: true };
    const bytes = Buffer.from(renderPlaylist(playlist));
    await bucket.put(`${session}/${PLAYLIST_FILE}`, { bytes });
    await rm(folder, { recursive: true });
  }

  const inBucket = (...path: string[]) => join(s3.folder, s3.config.bucket, ...path);

  test('a range of a preview is made elsewhere, also when its server is gone with all that it had', async () => {
    const server = await start('server', 'servers');
    await server.says('Hindsight is up');
    const { me } = await parts.sandbox.control.world('ada');
    await record(me);
    const secret = installationSecret(join(parts.folder, 'servers'), 'secret');
    const { token } = await createApiKeys(parts.store, secret).create(me, 'test');
    const call = async (path: string, json: unknown) => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const asked = { method: 'POST', headers, body: JSON.stringify(json) };
      const answer = await fetch(server.url + path, asked);
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}\n${server.said()}`);
      return (await answer.json()) as { id: string };
    };
    const { id: preview } = await call('/api/replay/previews', { of: 'buffer' });
    expect(preview).toEqual(expect.any(String));
    const { id } = await call('/api/clips', { preview, fromMs: 3000, toMs: 6000, to: 'library' });
    expect(id).toEqual(expect.any(String));
    await server.end('SIGKILL');
    await rm(join(parts.folder, 'servers'), { recursive: true });

    const maker = await start('bot,worker', 'makers');
    const outcomes = parts.store.records<{ state: string }>('order-outcomes');
    const outcome = async () => (await outcomes.get(id))?.state;
    await expect.poll(outcome, { timeout: 100_000, interval: 200 }).toBe('done');
    expect((await stat(inBucket('clips', `${id}.mp4`))).size).toBeGreaterThan(1000);
    const left = () => readdir(inBucket('renders')).catch(() => []);
    await expect.poll(left, { timeout: 10_000 }).toEqual([]);
    // Lines about it can be found by the order's id, whichever machine wrote them.
    const cut = maker
      .said()
      .split('\n')
      .find((line) => line.includes('clip cut'));
    expect(cut).toContain(`"orderId":"${id}"`);
  });
});
