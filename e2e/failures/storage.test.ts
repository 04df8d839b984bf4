import { chmod, mkdtemp, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSessionReader } from '../../server/segments/read-session.ts';
import { type EgressProduct, measured, startEgressProduct } from '../support/egress-product.ts';
import { ADA } from '../support/hindsight.ts';
import { mountSmallDisk, type SmallDisk, skipWithoutMount } from '../support/mount.ts';
import { skipWithout } from '../support/parts.ts';
import { until } from '../support/until.ts';

const NOBODY = 65_534;
const skip = (await skipWithout('chromium', 'livekit', 'ffmpeg')) || (await skipWithoutMount());

describe.skipIf(skip)('the disk for recordings', () => {
  let disk: SmallDisk;
  let stage: EgressProduct;
  beforeAll(async () => {
    disk = await mountSmallDisk(24 << 20);
    // An ordinary user who shares our group: root is refused nothing.
    const egress = { uid: NOBODY, gid: process.getgid?.() ?? 0 };
    // The guard would make room: what it can't prevent is what is seen here.
    const env = { REPLAY_SEGMENTS_PATH: disk.path, REPLAY_MIN_FREE_BYTES: '0' };
    stage = await startEgressProduct({ egress, env });
  });
  afterAll(async () => {
    await stage?.close();
    await disk?.close();
  });

  /** Breaks the disk under a recording. @returns what its owner is told */
  async function broken(what: string, breakIt: () => Promise<void>, mend: () => Promise<void>) {
    const ada = await stage.person(ADA);
    const sharing = await ada.share({ bufferMs: 6000 });
    const first = await ada.recorded();
    const brokenMs = Date.now();
    await breakIt();
    expect(await ada.over(first)).toMatchObject({ status: 'failed' });
    measured(`${what}, found`, brokenMs);
    const told = async () => (await ada.dms()).length > 0;
    await until('its owner is told', told, { timeoutMs: 90_000 });
    measured(`${what}, told after three tries`, brokenMs);

    const { segments } = stage.product.services;
    const kept = await segments.between(ada.userId, first.startedAt, Date.now());
    const endMs = (kept.at(-1)?.startMs ?? 0) + (kept.at(-1)?.durationMs ?? 0);
    expect(await ada.clipFaults(kept[0]?.startMs ?? 0, endMs)).toEqual([]);
    // A file that could not be written whole lies there.
    expect(await ada.clipOverEndFaults(endMs)).toEqual([]);
    const listed = (await createSessionReader()(first.segmentPath))?.segments.map(({ uri }) => uri);
    const files = (await readdir(first.segmentPath)).filter((name) => name.endsWith('.ts'));
    expect(await ada.status()).toContain('The last recording failed');

    await mend();
    await sharing.stop();
    // Long enough for a look at it: what was told once is not told as a hole.
    const again = await ada.share({ bufferMs: 8000 });
    await again.stop();
    expect(await ada.dms()).toHaveLength(1);
    const left = files.filter((name) => !listed?.includes(name));
    return { words: (await ada.dms())[0] ?? '', left };
  }

  test('that is full is told once; what was recorded stays, without the truncated last segment', async () => {
    const filler = join(disk.path, 'filler');
    const { words, left } = await broken(
      'disk full',
      async () => {
        const { bavail, bsize } = await statfs(disk.path);
        await writeFile(filler, Buffer.alloc(bavail * bsize - (100 << 10)));
      },
      () => rm(filler),
    );
    expect(words).toContain('The disk for recordings is full.');
    expect(words).toContain('What was recorded before can still be clipped.');
    expect(left).toHaveLength(1);
  });

  test('that turns read-only is told once', async () => {
    const { words } = await broken(
      'read-only',
      () => disk.readOnly(true),
      () => disk.readOnly(false),
    );
    expect(words).toContain('The recorder may not write to its folder.');
  });
});

describe.skipIf(skip)('a folder that Egress may not write to', () => {
  let folder: string;
  let stage: EgressProduct;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hindsight-refused-'));
    await chmod(folder, 0o755);
    const egress = { uid: NOBODY, gid: NOBODY };
    stage = await startEgressProduct({ egress, env: { REPLAY_SEGMENTS_PATH: folder } });
  });
  afterAll(async () => {
    await stage?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  test('is told once, after three tries', async () => {
    const ada = await stage.person(ADA);
    const sharedMs = Date.now();
    const sharing = await ada.share({ bufferMs: 0 });
    const failed = async () => (await ada.shares())[0]?.status === 'failed';
    await until('it is found', failed, { timeoutMs: 30_000 });
    measured('not writable, found', sharedMs);
    const told = async () => (await ada.dms()).length > 0;
    await until('its owner is told', told, { timeoutMs: 90_000 });
    measured('not writable, told after three tries', sharedMs);
    expect(await ada.shares()).toHaveLength(3);
    await sharing.stop();
    expect(await ada.dms()).toEqual([
      expect.stringContaining('The recorder may not write to its folder.'),
    ]);
  });
});
