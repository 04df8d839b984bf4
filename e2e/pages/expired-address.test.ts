/// <reference lib="dom" />
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBucketClipFiles } from '../../server/clips/files-bucket.ts';
import { createClipLibrary } from '../../server/clips/library.ts';
import { testClip } from '../../server/clips/test-clips.ts';
import { openTestApp, type TestApp } from '../../server/http/test-app.ts';
import { createS3Bucket } from '../../server/storage/s3.ts';
import { type S3Server, startS3 } from '../../server/storage/s3-server.ts';
import { openBrowser } from '../support/browser.ts';
import { needPart, skipWithout } from '../support/parts.ts';

const ADDRESS_LIFE_MS = 2000;
/** Noise takes so many bytes that no browser has all of it at once. */
const NOISE = 'testsrc2=s=640x360:r=30:d=2,noise=alls=100:allf=t,format=yuv420p';

describe.skipIf(await skipWithout('chromium', 'ffmpeg', 'versitygw'))('a clip in a bucket', () => {
  let s3: S3Server;
  let app: TestApp;
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hindsight-expired-'));
    const [part, made] = [join(folder, 'part.mp4'), join(folder, 'made.mp4')];
    const program = await needPart('ffmpeg');
    const ffmpeg = (args: string[]) => promisify(execFile)(program, ['-v', 'error', ...args]);
    const encoding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-b:v', '6M', '-g', '30'];
    await ffmpeg(['-f', 'lavfi', '-i', NOISE, ...encoding, part]);
    const looped = ['-stream_loop', '29', '-i', part, '-c', 'copy', '-movflags', '+faststart'];
    await ffmpeg([...looped, made]);
    s3 = await startS3();
    app = await openTestApp(async ({ store, log }) => {
      const bucket = createS3Bucket(s3.config);
      const files = await createBucketClipFiles({
        ...{ bucket, recentPath: join(folder, 'recent'), log, addressLifeMs: ADDRESS_LIFE_MS },
      });
      const clips = createClipLibrary({ store, clipsPath: '/nowhere', files });
      return { clips, posters: { of: async () => false, close: async () => {} } };
    });
    const { clips } = app.services;
    await clips.files.put('31', 'mp4', made);
    await clips.save(testClip({ id: '31', ownerId: '1', createdAtMs: Date.now() }));
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
    await s3?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('whose page was open for longer than its address is good plays on from where one seeks to', async () => {
    const { clips, clipLinks } = app.services;
    const { pathname, search } = new URL(clipLinks.page((await clips.get('31'))!));
    const page = await browser.newPage();
    await page.clock.install();
    await page.goto(app.url + pathname + search);
    const video = page.locator('media-controller video');
    await expect
      .poll(() => video.evaluate((one: HTMLVideoElement) => one.readyState), { timeout: 20_000 })
      .toBeGreaterThan(0);
    await sleep(2 * ADDRESS_LIFE_MS);
    await page.clock.fastForward('20:00');
    const played = () =>
      video.evaluate(({ currentTime, readyState }: HTMLVideoElement) =>
        readyState > 1 ? currentTime : 0,
      );
    await video.evaluate((one: HTMLVideoElement) => {
      one.muted = true;
      one.currentTime = 50;
      // It is interrupted where the video is begun anew.
      one.play().catch(() => {});
    });
    await expect.poll(played, { timeout: 20_000 }).toBeGreaterThan(50.5);
  });
});
