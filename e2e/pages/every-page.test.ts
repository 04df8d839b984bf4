import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADA, BO, type Product, startProduct } from '../support/hindsight.ts';
import { makeClips } from '../support/made-clips.ts';
import { skipWithout } from '../support/parts.ts';
import { until } from '../support/until.ts';
import {
  openVisitor,
  seriousFindings,
  tooWide,
  type Visitor,
  type VisitorOptions,
} from '../support/visitor.ts';

/** First load, kB of script compressed. */
const BUDGETS = { library: 200, share: 350 };
const LOOKS: (VisitorOptions & { name: string })[] = [
  { name: 'a phone, dark, German', width: 360, height: 740, language: 'de', touch: true },
  { name: 'a laptop, light, English', width: 1280, height: 800, scheme: 'light' },
  { name: 'a large screen, dark, German', width: 2560, height: 1440, language: 'de' },
];

/** What the page has to say is there, with its pictures. */
async function shown(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  const loaded = () => page.evaluate('[...document.images].every(({ complete }) => complete)');
  await until('its pictures are there', loaded);
}

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('every page', () => {
  let product: Product;
  let clipId: string;
  let visitor: Visitor | undefined;
  beforeAll(async () => {
    product = await startProduct();
    const [ada, bo] = await Promise.all([product.userId(ADA), product.userId(BO)]);
    const { guilds } = await product.sandbox.world('ada');
    const [guild] = guilds;
    const channel = guild?.channels.find(({ name }) => name === 'clips');
    const place = { guildId: guild?.id ?? '', channelId: channel?.id ?? '' };
    const titles = ['Ace on the bridge', 'Donaudampfschifffahrtsgesellschaftskapitän', ''];
    const own = titles.map((title) => ({ ownerId: ada, title, ...place }));
    const theirs = { ownerId: bo, title: 'Bo’s triple', visibility: 'public' as const, ...place };
    const clips = await makeClips(product, [...own, theirs]);
    clipId = clips[0]?.id ?? '';
  });
  afterAll(async () => {
    await visitor?.close();
    await product?.close();
  });

  test.each(LOOKS)('is right on $name', async (look) => {
    visitor = await openVisitor(product, ADA, look);
    const { page, faults } = visitor;
    const wrong: Record<string, unknown> = {};
    const check = async (path: string) => {
      await shown(page);
      const found = [...(await seriousFindings(page)), ...faults.splice(0)];
      const over = await tooWide(page);
      if (over > 0) found.push(`${over} px too wide`);
      if (found.length > 0) wrong[path] = found;
    };
    const paths = ['/share', '/library', '/library?scope=public', `/library?clip=${clipId}`];
    for (const path of [...paths, `/trim?clip=${clipId}`, '/privacy']) {
      await visitor.open(path);
      await check(path);
    }
    const clip = await product.services.clips.get(clipId);
    if (!clip) throw new Error('the clip is gone');
    await page.goto(product.services.clipLinks.page(clip));
    await check('/c/');
    await visitor.close();
    visitor = undefined;
    expect(wrong).toEqual({});
  });

  test.each(Object.entries(BUDGETS))('%s loads at most %d kB of script', async (path, most) => {
    visitor = await openVisitor(product, ADA);
    const { page } = visitor;
    const scripts: Promise<number>[] = [];
    page.on('response', (response) => {
      if (response.request().resourceType() !== 'script') return;
      scripts.push(response.body().then((body) => gzipSync(body).length));
    });
    await visitor.open(`/${path}`);
    await shown(page);
    const bytes = (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0);
    await visitor.close();
    visitor = undefined;
    expect(bytes).toBeGreaterThan(1000);
    expect(bytes / 1000).toBeLessThan(most);
  });

  test.each([1280, 2560])('has its header in the same place, %i px wide', async (width) => {
    visitor = await openVisitor(product, ADA, { width });
    const { page } = visitor;
    const places: Record<string, unknown> = {};
    for (const path of ['/share', '/library', `/trim?clip=${clipId}`, '/privacy']) {
      await visitor.open(path);
      await shown(page);
      const boxes = await Promise.all(
        ['.brand', 'header nav', 'header .account'].map((part) => page.locator(part).boundingBox()),
      );
      places[path] = boxes.map((box) => box && [box.x, box.y].map(Math.round));
    }
    await visitor.close();
    visitor = undefined;
    const [first, ...others] = Object.values(places);
    for (const other of others) expect(other, JSON.stringify(places)).toEqual(first);
  });

  test('shows nothing to who is not signed in', async () => {
    visitor = await openVisitor(product, null);
    const { page } = visitor;
    for (const path of ['/library', '/trim', '/share']) {
      await visitor.open(path);
      await page
        .getByText(/Discord/)
        .first()
        .waitFor();
      expect(await page.locator('article, video').count()).toBe(0);
    }
    expect(visitor.faults).toContain(`401: ${product.hindsight.url}/api/session`);
    await visitor.open('/privacy');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await visitor.close();
    visitor = undefined;
  });
});
