import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { voiceFolder } from '../server/segments/voice-folder.ts';
import { beepPitch } from './support/card/beeps.ts';
import { LEVEL_MS, levelsAt } from './support/clip/pitch.ts';
import { ADA, type PostedClip, type Product, startProduct } from './support/hindsight.ts';
import { skipWithout } from './support/parts.ts';
import { startProductOnEgress } from './support/product-on-egress.ts';
import type { Sharing } from './support/share.ts';
import { HUM, hummingFlags, pressAt, speak } from './support/speaking.ts';

/** The hum has an amplitude of 0.25, the card's beeps one of 0.5. */
const LOUD = 0.08;
const QUIET = 0.01;
/** So many loudnesses alike are no drop-out. */
const LASTING = 20;
/** How far what is heard may be from when it was, ms. */
const IN_SYNC_MS = 80;

const RECORDERS = {
  embedded: {
    start: async () => ({ product: await startProduct() }),
    inSyncMs: IN_SYNC_MS,
    viewport: undefined,
  },
  // The stand-in decodes, waits for what is late, and encodes again: a small picture leaves it time.
  egress: { start: startProductOnEgress, inSyncMs: 500, viewport: { width: 640, height: 360 } },
};

const skip = await skipWithout('chromium', 'livekit', 'ffmpeg');
describe.skipIf(skip).each(['embedded', 'egress'] as const)('a voice, recorded by %s', (kind) => {
  const { start, inSyncMs, viewport } = RECORDERS[kind];
  let stage: { product: Product; close?(): Promise<void> };
  let product: Product;
  let sharing: Sharing;
  let folder: string;
  /** When it was heard, ms since the epoch. */
  let spokenMs: number;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hindsight-voice-'));
    stage = await start();
    product = stage.product;
    const flags = await hummingFlags(join(folder, 'hum.wav'));
    sharing = await product.shareAs(ADA, { browser: { flags }, ...(viewport && { viewport }) });
    await product.buffered(ADA, 3000);
  });
  afterAll(async () => {
    await (stage?.close ?? product?.close)?.();
    await rm(folder, { recursive: true, force: true });
  });

  const agoS = (ms: number) => Math.round((Date.now() - ms) / 1000);
  const share = async () => Math.max(...(await Promise.all([0, 1, 2, 3].map(beeps))));
  let clip: PostedClip;
  const beeps = async (second: number) =>
    Math.max(...(await levelsAt(clip.file, beepPitch(second, 1))));

  /** When the hum of a clip falls silent for long, or comes back; ms since the epoch. */
  async function turnsOf(posted: PostedClip): Promise<{ atMs: number; isLoud: boolean }[]> {
    const loud = (await levelsAt(posted.file, HUM)).map((level) => level > LOUD);
    const { fromMs = 0 } = (await product.services.clips.get(posted.id)) ?? {};
    const turns: { atMs: number; isLoud: boolean }[] = [];
    let current: boolean | undefined;
    for (const [i, isLoud] of loud.entries()) {
      // A browser without time for its sound drops some of it.
      const stays = loud.slice(i, i + LASTING).every((one) => one === isLoud);
      if (isLoud === current || !stays) continue;
      if (current !== undefined) turns.push({ atMs: fromMs + i * LEVEL_MS, isLoud });
      current = isLoud;
    }
    return turns;
  }

  test('a browser that does not allow the microphone says what to do, and shares on', async () => {
    const { page } = sharing;
    const add = page.getByRole('switch', { name: 'Add my microphone' });
    expect(await add.isChecked()).toBe(false);
    await add.click();
    await page.getByText('The microphone isn’t allowed.').waitFor();
    expect(await add.isChecked()).toBe(false);
    expect(await page.title()).toContain('● Recording');
  });

  test('is heard beside the sound of the share from when it is switched on', async () => {
    await speak(sharing);
    await sleep(7000);
    spokenMs = Date.now() - 2000;
    clip = await product.clip(ADA, '/clip 5s');
    const levels = await levelsAt(clip.file, HUM);
    expect(levels.filter((level) => level < LOUD).length).toBeLessThan(levels.length / 20);
    expect(await share()).toBeGreaterThan(LOUD);
    // The picture's recording knows nothing of it.
    expect(await product.services.recorder.list()).toHaveLength(1);
  });

  test('voice:off leaves it out, and only it', async () => {
    clip = await product.clip(ADA, '/clip duration:5s voice:off');
    expect(Math.max(...(await levelsAt(clip.file, HUM)))).toBeLessThan(QUIET);
    expect(await share()).toBeGreaterThan(LOUD);
  });

  test('what was muted is silent, in step with the server’s clock', async () => {
    const mutedMs = await pressAt(sharing.page, 'Mute');
    await sleep(3000);
    const heardMs = await pressAt(sharing.page, 'Unmute');
    await sleep(3000);
    clip = await product.clip(ADA, `/replay post from:${agoS(mutedMs) + 2}s`);
    const turns = await turnsOf(clip);
    expect(turns.map(({ isLoud }) => isLoud)).toEqual([false, true]);
    const [off, on] = turns.map(({ atMs }) => atMs);
    expect(Math.abs((off ?? 0) - mutedMs)).toBeLessThan(inSyncMs);
    // LiveKit has to hear of it first.
    expect((on ?? 0) - heardMs).toBeLessThan(3 * inSyncMs);
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
    const ago = agoS(spokenMs);
    clip = await product.clip(ADA, `/replay post from:${ago + 2}s to:${ago - 1}s`);
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
