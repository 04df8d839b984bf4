import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { voiceFolder } from '../server/segments/voice-folder.ts';
import { brokenLaws } from './support/broken-laws.ts';
import { beepPitch } from './support/card/beeps.ts';
import { LEVEL_MS, levelsAt } from './support/clip/pitch.ts';
import { ADA, type PostedClip, type Product, startProduct } from './support/hindsight.ts';
import { skipWithout } from './support/parts.ts';
import type { Sharing } from './support/share.ts';
import { HUM, hummingFlags, pressAt, speak } from './support/speaking.ts';

/** The hum has an amplitude of 0.25, the card's beeps one of 0.5. */
const LOUD = 0.08;
const QUIET = 0.01;
/** How far what is heard may be from when it was, ms. */
const IN_SYNC_MS = 80;

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('a voice', () => {
  let product: Product;
  let sharing: Sharing;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hindsight-voice-'));
    product = await startProduct();
    const flags = await hummingFlags(join(folder, 'hum.wav'));
    sharing = await product.shareAs(ADA, { browser: { flags } });
    await product.buffered(ADA, 3000);
  });
  afterAll(async () => {
    await product?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const share = async () => Math.max(...(await Promise.all([0, 1, 2, 3].map(beeps))));
  let clip: PostedClip;
  const beeps = async (second: number) =>
    Math.max(...(await levelsAt(clip.file, beepPitch(second, 1))));

  /** When the hum of a clip falls below half of itself, or rises above; ms since the epoch. */
  async function turnsOf(posted: PostedClip): Promise<{ atMs: number; isLoud: boolean }[]> {
    const levels = await levelsAt(posted.file, HUM);
    const { fromMs = 0 } = (await product.services.clips.get(posted.id)) ?? {};
    return levels.flatMap((level, i) => {
      const isLoud = level > LOUD;
      const before = levels[i - 1];
      return before === undefined || before > LOUD === isLoud
        ? []
        : [{ atMs: fromMs + i * LEVEL_MS, isLoud }];
    });
  }

  test('is heard beside the sound of the share from when it is switched on', async () => {
    await speak(sharing);
    await sleep(7000);
    clip = await product.clip(ADA, '/clip 5s');
    const levels = await levelsAt(clip.file, HUM);
    expect(levels.filter((level) => level < LOUD).length).toBeLessThan(levels.length / 20);
    expect(await share()).toBeGreaterThan(LOUD);
    // The picture's recording knows nothing of it.
    expect(await product.services.recorder.list()).toHaveLength(1);
  });

  test('voice:off leaves it out, and the clip is what it would be without', async () => {
    clip = await product.clip(ADA, '/clip duration:5s voice:off');
    expect(await brokenLaws(clip, 5000)).toEqual([]);
    expect(Math.max(...(await levelsAt(clip.file, HUM)))).toBeLessThan(QUIET);
    expect(await share()).toBeGreaterThan(LOUD);
  });

  test('what was muted is silent, in step with the server’s clock', async () => {
    const mutedMs = await pressAt(sharing.page, 'Mute');
    await sleep(3000);
    const heardMs = await pressAt(sharing.page, 'Unmute');
    await sleep(2500);
    clip = await product.clip(ADA, '/clip 8s');
    const turns = await turnsOf(clip);
    expect(turns.map(({ isLoud }) => isLoud)).toEqual([false, true]);
    const [off, on] = turns.map(({ atMs }) => atMs);
    expect(Math.abs((off ?? 0) - mutedMs)).toBeLessThan(IN_SYNC_MS);
    expect(Math.abs((on ?? 0) - heardMs)).toBeLessThan(IN_SYNC_MS);
    expect(await share()).toBeGreaterThan(LOUD);
  });

  test('switched off, it is recorded no more, and the share goes on as it was', async () => {
    const [before] = await product.services.recorder.list();
    await sharing.page.getByRole('switch', { name: 'Add my microphone' }).click();
    await expect.poll(async () => (await voices())[0]?.endedAt, { timeout: 15_000 }).toBeDefined();
    await sleep(4000);
    clip = await product.clip(ADA, '/clip 3s');
    expect(Math.max(...(await levelsAt(clip.file, HUM)))).toBeLessThan(QUIET);
    expect(await product.services.recorder.list()).toEqual([
      expect.objectContaining({ egressId: before?.egressId, state: 'active' }),
    ]);
  });

  test('it outlives the share like the picture, until all is forgotten', async () => {
    await sharing.stop();
    clip = await product.clip(ADA, '/replay post from:20s to:14s');
    expect(Math.max(...(await levelsAt(clip.file, HUM)))).toBeGreaterThan(LOUD);
    const userId = await product.userId(ADA);
    const path = voiceFolder(product.services.config.segmentsPath, userId);
    expect(await readdir(path)).toHaveLength(1);
    await product.services.forget(userId);
    await expect(readdir(path)).rejects.toThrow('ENOENT');
    expect(await voices()).toEqual([]);
  });

  const voices = async () => product.services.voices.of(await product.userId(ADA));
});
