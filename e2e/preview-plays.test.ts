/// <reference lib="dom" />
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Material } from '../server/clips/test-material.ts';
import { openTestApp, type TestApp } from '../server/http/test-app.ts';
import { openTestPreviews, type TestPreviews } from '../server/previews/test-previews.ts';
import type { PreviewView } from '../server/previews/view.ts';
import { openBrowser } from './support/browser.ts';
import { skipWithout } from './support/parts.ts';

const T = Date.UTC(2026, 0, 1);
const HLS = join(import.meta.dirname, '../node_modules/hls.js/dist/hls.min.js');
const PAGE = '<video muted></video><script src="/hls.js"></script>';
/** Pictures carry their number as so many blocks, light or dark; see test-material.ts. */
const BITS = 12;

interface Picture {
  id: number;
  /** Media time, ms. */
  ms: number;
}

describe.skipIf(await skipWithout('chromium', 'ffmpeg'))('hls.js in Chromium', () => {
  let t: TestPreviews;
  let app: TestApp;
  let browser: Browser;
  let cookie: string;
  let materials: Material[];
  beforeAll(async () => {
    t = await openTestPreviews(() => T + 60_000);
    app = await openTestApp(async () => ({ previews: await t.start() }));
    cookie = await app.signIn();
    const [large, small] = [
      { width: 640, height: 320 },
      { width: 384, height: 192 },
    ];
    materials = [
      await t.record({ kind: 'embedded', seconds: 8, startMs: T, size: large }),
      await t.record({ kind: 'embedded', seconds: 5, startMs: T + 19_000, size: small }),
      await t.record({ kind: 'egress', seconds: 5, startMs: T + 30_000, size: large }),
    ];
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
    await t?.close();
  });

  async function open(json: object): Promise<PreviewView> {
    const response = await app.call('/api/replay/previews', { method: 'POST', cookie, json });
    return (await response.json()) as PreviewView;
  }

  /** A page that has loaded the whole preview. */
  async function play({ playlist }: PreviewView): Promise<{ page: Page; errors: string[] }> {
    const context = await browser.newContext();
    const [name = '', value = ''] = cookie.split('=');
    await context.addCookies([{ name, value, url: app.url }]);
    const page = await context.newPage();
    const errors: string[] = [];
    await page.exposeFunction('tell', (words: string) => errors.push(words));
    await page.route(`${app.url}/play`, (route) =>
      route.fulfill({ contentType: 'text/html', body: PAGE }),
    );
    await page.route(`${app.url}/hls.js`, (route) => route.fulfill({ path: HLS }));
    await page.goto(`${app.url}/play`);
    await page.evaluate(async (url) => {
      const { Hls, tell } = window as never as {
        Hls: typeof import('hls.js').default;
        tell(words: string): void;
      };
      const video = document.querySelector('video') as HTMLVideoElement;
      const hls = new Hls();
      hls.on(Hls.Events.ERROR, (_, { details, fatal }) => fatal && tell(details));
      hls.loadSource(url);
      hls.attachMedia(video);
      await new Promise((resolve) => hls.once(Hls.Events.BUFFERED_TO_END, resolve));
    }, playlist);
    return { page, errors };
  }

  /** The number of the picture that is in sight there; waits a while for the one that should be. */
  function numberAt(page: Page, { id, ms }: Picture): Promise<number> {
    return page.evaluate(
      async ([wanted, atMs, bits]) => {
        const video = document.querySelector('video') as HTMLVideoElement;
        const context = document.createElement('canvas').getContext('2d', {
          willReadFrequently: true,
        }) as CanvasRenderingContext2D;
        video.currentTime = atMs / 1000;
        for (let tries = 0; ; tries++) {
          const { videoWidth: width, videoHeight: height } = video;
          context.canvas.width = width;
          context.canvas.height = height;
          context.drawImage(video, 0, 0);
          let number = 0;
          for (let bit = 0; bit < bits; bit++) {
            const x = Math.floor(((bit + 0.5) * width) / bits);
            const [luma = 0] = context.getImageData(x, height >> 1, 1, 1).data;
            if (luma > 128) number |= 1 << bit;
          }
          if (number === wanted || tries === 100) return number;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      },
      [id, ms, BITS] as const,
    );
  }

  /** Every so many pictures, from the middle to the ends and back: as one drags. */
  async function check(view: PreviewView, pictures: Picture[]): Promise<void> {
    const { page, errors } = await play(view);
    const some = pictures.filter((_, i) => i % 23 === 0 || i === pictures.length - 1);
    const order = some.map((_, i) => some[(i * 7) % some.length] as Picture);
    for (const { id, ms } of order) {
      // In its middle: two milliseconds after it begins, whatever its length.
      expect({ ms, id: await numberAt(page, { id, ms: ms + 2 }) }).toEqual({ ms, id });
    }
    expect(errors).toEqual([]);
    await page.context().close();
  }

  test('shows each picture of a buffer at its media time, over gaps and other sizes', async () => {
    const view = await open({ of: 'buffer' });
    const begins = view.segments.filter(({ gapBefore }, i) => gapBefore || i === 0);
    expect(begins).toHaveLength(3);
    const pictures = materials.flatMap(({ frames }, i) =>
      frames.map(({ id, ms }) => ({
        id,
        ms: (begins[i]?.startMs ?? 0) + ms - (frames[0]?.ms ?? 0),
      })),
    );
    await check(view, pictures);
  });

  test.each([
    ['of the embedded recorder', 0, 1250, 7777],
    ['with B-frames', 2, 1250, 4444],
  ])('plays a clip %s, what was encoded again and what was copied', async (...of) => {
    const [name, which, fromMs, toMs] = of;
    const { segments, frames } = materials[which] as Material;
    const startMs = segments[0]?.startMs ?? 0;
    const range = { fromMs: startMs + fromMs, toMs: startMs + toMs };
    const id = name.replaceAll(' ', '-');
    await t.keepClip(id, { segments, ...range });
    const shown = frames.filter(({ ms }) => ms >= range.fromMs && ms < range.toMs);
    const pictures = shown.map(({ id, ms }) => ({ id, ms: ms - (shown[0]?.ms ?? 0) }));
    await check(await open({ clipId: id }), pictures);
  });
});
