/// <reference lib="dom" />
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freeTcpPort } from '../server/livekit/ports.ts';
import { openBrowser } from './support/browser.ts';
import { serveCards } from './support/card/serve-card.ts';
import { ADA, linkIn, type Product, startProduct } from './support/hindsight.ts';
import { skipWithout } from './support/parts.ts';
import { openShare, type Sharing } from './support/share.ts';

const PUBLIC_URL = 'https://clips.example.com';
const LIMIT = 1 << 20;

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('clips by link', () => {
  const port = freeTcpPort();
  const at = async (path: string) => `http://127.0.0.1:${await port}${path}`;
  let product: Product;
  let cards: Awaited<ReturnType<typeof serveCards>>;
  let sharing: Sharing;
  let browser: Browser;
  beforeAll(async () => {
    const port = new URL(await at('/')).port;
    product = await startProduct({ PORT: port, PUBLIC_URL, CLIP_QUALITY: 'full' });
    await product.sandbox.setUploadLimit('Hindsight Test Server', LIMIT);
    cards = await serveCards();
    const link = linkIn(await product.type(ADA, '/replay start'));
    sharing = await openShare(link.replace(PUBLIC_URL, await at('')), cards.card());
    await sharing.press();
    await product.buffered(ADA, 14_000);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await sharing?.close();
    await product?.close();
    await cards?.close();
  });

  test('CLIP_QUALITY=full: what is too large comes as a link, whose page plays all of it', async () => {
    const { message } = await product.type(ADA, '/clip 10s');
    expect(message?.attachments).toEqual([]);
    const link = /https:\/\/clips\.example\.com\/c\/[^\s)>]+/.exec(message?.content ?? '')?.[0];
    expect(link).toBeDefined();

    const context = await browser.newContext();
    // What a reverse proxy with a certificate would do.
    await context.route(`${PUBLIC_URL}/**`, async (route) => {
      const { pathname, search } = new URL(route.request().url());
      const headers = { ...route.request().headers(), 'x-forwarded-proto': 'https' };
      const url = await at(`${pathname}${search}`);
      await route.fulfill({ response: await route.fetch({ url, headers }) });
    });
    const page = await context.newPage();
    await page.goto(link as string);
    const told = await page.evaluate(() =>
      Object.fromEntries(
        [...document.querySelectorAll('meta[property]')].map((meta) => [
          meta.getAttribute('property'),
          meta.getAttribute('content'),
        ]),
      ),
    );
    expect(told).toMatchObject({
      'og:video:type': 'video/mp4',
      'og:video:width': '1280',
      'og:video:height': '720',
      'og:image:type': 'image/jpeg',
    });
    // As Discord would, who signs in nowhere.
    const fetched = async (address: string | undefined) => {
      const { pathname, search } = new URL(address ?? '');
      const answer = await fetch(await at(`${pathname}${search}`));
      const { length } = new Uint8Array(await answer.arrayBuffer());
      return { status: answer.status, type: answer.headers.get('content-type'), length };
    };
    const video = await fetched(told['og:video:secure_url']);
    expect(video).toMatchObject({ status: 200, type: 'video/mp4' });
    expect(video.length).toBeGreaterThan(LIMIT);
    expect(await fetched(told['og:image'])).toMatchObject({ status: 200, type: 'image/jpeg' });

    const played = await page.evaluate(async () => {
      const shown = document.querySelector('video') as HTMLVideoElement;
      const over = new Promise((resolve) => {
        shown.onended = shown.onerror = resolve;
      });
      shown.muted = true;
      await shown.play();
      await over;
      const { duration, ended, videoWidth, error } = shown;
      return { durationS: duration, ended, width: videoWidth, error: error?.message ?? null };
    });
    expect(played).toMatchObject({ ended: true, width: 1280, error: null });
    expect(Math.abs(played.durationS - 10)).toBeLessThan(0.1);
    await context.close();
  });

  test('a link that was changed opens nothing', async () => {
    const { message } = await product.type(ADA, '/clip 10s');
    const link = /https:\/\/clips\.example\.com(\/c\/[^\s)>]+)/.exec(message?.content ?? '')?.[1];
    const answer = await fetch(await at(`${link?.slice(0, -2)}xx`));
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('There is no clip here');
  });

  test('quality:fit beside the command counts more than the setting', async () => {
    const clip = await product.clip(ADA, '/clip 10s quality:fit', 120_000);
    expect(clip.bytes).toBeLessThanOrEqual(LIMIT);
    expect(clip.message.content).toMatch(/Encoded again .* to fit the 1 MB/);
  });
});
