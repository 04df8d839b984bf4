/// <reference lib="dom" />
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cutClip } from '../server/clips/cut.ts';
import { createLog } from '../server/log.ts';
import { openBrowser } from './support/browser.ts';
import { combinations } from './support/corpus/combinations.ts';
import { expected } from './support/corpus/expected.ts';
import { BITS } from './support/corpus/painted.ts';
import { createTapes, layTapes } from './support/corpus/source.ts';
import { needPart, skipWithout } from './support/parts.ts';

/** What a player shows before it plays, and whether it comes to the end. */
interface Played {
  firstId: number;
  durationS: number;
  ended: boolean;
  error: string | null;
}

describe.skipIf(await skipWithout('chromium', 'ffmpeg'))('Chromium plays a clip', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    browser = await openBrowser();
    folder = await mkdtemp(join(tmpdir(), 'hindsight-plays-'));
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test.each([
    'egress: whole',
    'high: whole',
    'other size, gaps still',
    'mono, then stereo, gaps cut',
  ])('%s: from its first picture to the end', async (name) => {
    const combination = combinations().find((one) => one.name === name);
    if (!combination) throw new Error(`no combination ${name}`);
    const ffmpegPath = await needPart('ffmpeg');
    const { gaps } = combination;
    const source = await layTapes(
      combination,
      createTapes(ffmpegPath, await mkdtemp(join(folder, 'tapes-'))),
    );
    const outFile = join(folder, 'clip.mp4');
    // Around the middle, where shares of two meet.
    const middleMs = Math.round((source.fromMs + source.toMs) / 2);
    const range = { fromMs: middleMs - 1400, toMs: middleMs + 1600 };
    const log = createLog('silent');
    await cutClip({
      ...range,
      segments: source.segments,
      gaps,
      outFile,
      workDir: folder,
      ffmpegPath,
      log,
    });

    const due = expected(source, range.fromMs, range.toMs, gaps);
    const page = await browser.newPage();
    const url = `data:video/mp4;base64,${(await readFile(outFile)).toString('base64')}`;
    const played = await page.evaluate(play, { url, bits: BITS });
    await page.close();
    expect(played).toMatchObject({ firstId: due.pictures[0]?.id, ended: true, error: null });
    expect(Math.abs(played.durationS * 1000 - due.durationMs)).toBeLessThan(40);
  });
});

/** Runs in the page. */
async function play({ url, bits }: { url: string; bits: number }): Promise<Played> {
  const video = document.createElement('video');
  document.body.append(video);
  const seen = new Promise((resolve) => {
    video.onerror = resolve;
    video.requestVideoFrameCallback(resolve);
  });
  video.src = url;
  await seen;
  const canvas = document.createElement('canvas');
  const { videoWidth: width, videoHeight: height } = video;
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d');
  context?.drawImage(video, 0, 0);
  const row = context?.getImageData(0, height >> 1, width, 1).data ?? [];
  let firstId = 0;
  for (let bit = 0; bit < bits; bit++) {
    const x = Math.floor(((bit + 0.5) * width) / bits);
    if ((row[x * 4] ?? 0) > 128) firstId |= 1 << bit;
  }
  const over = new Promise((resolve) => {
    video.onended = video.onerror = resolve;
  });
  await video.play().catch(() => {});
  await over;
  const { duration, ended, error } = video;
  return { firstId, durationS: duration, ended, error: error?.message ?? null };
}
