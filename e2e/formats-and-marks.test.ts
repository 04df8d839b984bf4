import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { snowflakeTime } from '../sandbox/snowflake.ts';
import { probeMp4 } from '../server/clips/media/probe.ts';
import { findFfmpeg } from '../server/ffmpeg/find.ts';
import { readBeeps } from './support/clip/beeps.ts';
import { readClip } from './support/clock.ts';
import { ADA, type Product, startProduct } from './support/hindsight.ts';
import { skipWithout } from './support/parts.ts';
import { until } from './support/until.ts';

/** From drawing a picture of the card to its arrival, at most; ms. */
const LONGEST_DELAY_MS = 300;

/** What the card's clock shows, picture by picture. */
async function clocksIn(file: string): Promise<number[]> {
  return (await readClip(file)).frames.map(({ clockMs }) => clockMs ?? 0);
}

/** They begin about where they should, and none is from outside. */
function expectWithin(clocks: number[], fromMs: number, toMs: number): void {
  expect(Math.min(...clocks)).toBeGreaterThan(fromMs - LONGEST_DELAY_MS);
  expect(clocks[0]).toBeLessThan(fromMs + 1500);
  expect(Math.max(...clocks)).toBeLessThan(toMs + 50);
}

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('formats and marks', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
    await product.shareAs(ADA);
    await product.buffered(ADA, 8000);
  });
  afterAll(() => product?.close());

  test('format:gif posts the range as a GIF', async () => {
    const clip = await product.clip(ADA, '/clip duration:3s format:gif');
    expect(clip.message.attachments).toMatchObject([{ content_type: 'image/gif' }]);
    expect(clip.message.attachments[0]?.filename).toMatch(/^clip-3s-.*\.gif$/);
    const clocks = await clocksIn(clip.file);
    expectWithin(clocks, clip.commandMs - 3000, clip.commandMs);
    expect(clocks.toSorted((a, b) => a - b)).toEqual(clocks);
    expect((clocks.at(-1) ?? 0) - (clocks[0] ?? 0)).toBeGreaterThan(1500);
  });

  test('format:gif of more than 15 s is refused in words, with what to do', async () => {
    const { message } = await product.type(ADA, '/clip duration:2m format:gif');
    expect(message?.content).toContain('duration:15s');
    expect(message?.attachments).toEqual([]);
  });

  test('format:audio posts the sound of the range alone', async () => {
    const clip = await product.clip(ADA, '/clip duration:5s format:audio');
    expect(clip.message.attachments[0]?.filename).toMatch(/\.m4a$/);
    const facts = await probeMp4(clip.file);
    expect(facts).toMatchObject({ videoCodec: null, audioCodec: 'mp4a.40.2' });
    expect(Math.abs(facts.durationMs - 5000)).toBeLessThan(500);
    expect((await readBeeps(await findFfmpeg(), clip.file)).length).toBeGreaterThan(0);
  });

  test('/clip from:last mark begins at the mark, and from:last clip where that one ended', async () => {
    const { id, message } = await product.type(ADA, '/replay mark label:the goal');
    expect(message?.only_for).toBeDefined();
    expect(message?.content).toContain('the goal');
    const markMs = snowflakeTime(id);
    await until('some seconds have gone by', () => Date.now() > markMs + 4000);
    const first = await product.clip(ADA, '/clip from:last mark');
    expectWithin(await clocksIn(first.file), markMs, first.commandMs);
    await until('some more seconds have gone by', () => Date.now() > first.commandMs + 3000);
    const second = await product.clip(ADA, '/clip from:last clip');
    expectWithin(await clocksIn(second.file), first.commandMs, second.commandMs);
  });

  test('what is kept gets a poster, and nothing but clips and posters lies there', async () => {
    const { id } = await product.type(ADA, '/clip duration:3s to:only into my library');
    const { clips, config } = product.services;
    await until('the clip has a poster', async () => (await clips.get(id))?.poster, {
      timeoutMs: 60_000,
    });
    const files = await readdir(config.clipsPath);
    expect(files).toEqual(expect.arrayContaining([`${id}.jpg`, `${id}.mp4`]));
    for (const file of files) expect(file).toMatch(/^\d+\.(?:mp4|jpg)$/);
    expect((await readClip(clips.posterFile(id))).frames[0]?.clockMs).toBeGreaterThan(0);
  });
});
