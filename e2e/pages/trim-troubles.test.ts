import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cleanSegments } from '../../server/segments/clean.ts';
import { ADA, linkIn, type Product, startProduct } from '../support/hindsight.ts';
import { makeClips } from '../support/made-clips.ts';
import { skipWithout } from '../support/parts.ts';
import type { Sharing } from '../support/share.ts';
import { type Selected, type Trimming, trimmingOn } from '../support/trimming.ts';
import { openVisitor, type Visitor } from '../support/visitor.ts';

/** The colour of the size meter's bar, and the contrasts of it and of the words beside it. */
const METER = `(() => {
  const part = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map((number) => part(number / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [less, more] = [light(a), light(b)].sort((x, y) => x - y);
    return (more + 0.05) / (less + 0.05);
  };
  const style = (selector) => getComputedStyle(document.querySelector(selector));
  const bar = style('.meter > div').backgroundColor;
  const words = document.querySelector('.size .too-much') ? style('.size .too-much').color : bar;
  return {
    bar,
    barContrast: contrast(bar, style('.meter').backgroundColor),
    wordsContrast: contrast(words, style('.side').backgroundColor),
  };
})()`;

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('while one trims', () => {
  let product: Product;
  let ada: string;
  let sharing: Sharing;
  let visitor: Visitor;
  let trimming: Trimming;
  let selected: Selected;
  beforeAll(async () => {
    product = await startProduct();
    ada = await product.userId(ADA);
    sharing = await product.shareAs(ADA);
    await product.buffered(ADA, 10_000);
    visitor = await openVisitor(product, ADA);
    await trim('/trim');
  });
  afterAll(async () => {
    await visitor?.close();
    await product?.close();
  });
  beforeEach(() => void visitor.faults.splice(0));
  afterEach(async () => {
    await product.sandbox.deny(ADA.channel, []);
    await product.sandbox.refuseDms('ada', false);
  });

  /** Opens the page and selects something of one's own. */
  async function trim(path: string): Promise<void> {
    await visitor.open(path);
    trimming = await trimmingOn(visitor.page);
    await trimming.typeTime('Start', '1');
    await trimming.typeTime('End', '3.5');
    await trimming.page.getByLabel('Title').fill('Kept');
    selected = await trimming.selected();
    expect(Math.abs(selected.toMs - selected.fromMs - 2500)).toBeLessThan(100);
  }

  /** Nothing that was chosen is lost. */
  async function expectKept(): Promise<void> {
    expect(await trimming.selected()).toEqual(selected);
    expect(await trimming.page.getByLabel('Title').inputValue()).toBe('Kept');
  }

  /** Into the library, as long as what is selected. */
  async function expectClipped(): Promise<void> {
    await trimming.choose('library');
    const clip = await product.services.clips.get(await trimming.clipped());
    expect(clip?.title).toBe('Kept');
    expect(Math.abs((clip?.durationMs ?? 0) - (selected.toMs - selected.fromMs))).toBeLessThan(100);
  }

  /** What went wrong, apart from answers with one of these states, which browsers note in the console, too. */
  const faultsBut = (...states: number[]) =>
    visitor.faults.filter((fault) => !states.some((state) => fault.includes(`${state}`)));

  /** How the size meter looks in the light and in the dark. */
  async function inBothSchemes() {
    const looks: Record<string, { bar: string; barContrast: number; wordsContrast: number }> = {};
    for (const colorScheme of ['light', 'dark'] as const) {
      await trimming.page.emulateMedia({ colorScheme });
      looks[colorScheme] = await trimming.page.evaluate(METER);
    }
    await trimming.page.emulateMedia({ colorScheme: 'dark' });
    return looks as Record<'light' | 'dark', (typeof looks)[string]>;
  }

  const words = (text: string | RegExp) => trimming.page.getByText(text).first().waitFor();

  test('the share ends: it goes on', async () => {
    await sharing.stop();
    await words('The recording of your share has ended');
    await sharing.close();
    await expectKept();
    await expectClipped();
    expect(visitor.faults).toEqual([]);
  });

  test('the session ends everywhere: a link in another tab, and one goes on', async () => {
    const [, link = ''] = linkIn(await product.type(ADA, '/replay library')).split('#link=');
    const url = `${product.hindsight.url}/api/session`;
    const elsewhere = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ link }),
    });
    const cookie = elsewhere.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const ended = await fetch(`${url}/all`, { method: 'DELETE', headers: { cookie } });
    expect(ended.status).toBe(204);

    await trimming.clipIt();
    await words(/Your session has ended\..*your selection is kept/);
    await expectKept();
    const tab = await visitor.newTab();
    await tab.goto(linkIn(await product.type(ADA, '/replay library')));
    await tab.waitForURL((address) => !address.hash.includes('link='));
    await tab.close();
    await trimming.page.bringToFront();
    await trimming.page.getByRole('button', { name: 'I have signed in again' }).click();
    await trimming.page.getByText('Your session has ended').waitFor({ state: 'detached' });
    await expectKept();
    await expectClipped();
    expect(faultsBut(401)).toEqual([]);
  });

  test('the preview is let go: it is opened again, with the same selection', async () => {
    const { id, segments } = await trimming.preview();
    await product.services.previews.close(ada, id);
    await trimming.clipIt();
    await words(/The preview was let go/);
    await expectKept();
    await trimming.page.getByRole('button', { name: 'Open it again' }).click();
    await trimming.page.getByText('The preview was let go').waitFor({ state: 'detached' });
    trimming = await trimmingOn(trimming.page);
    const again = await trimming.preview();
    expect(again.id).not.toBe(id);
    expect(again.segments[0]?.atMs).toBe(segments[0]?.atMs);
    // Of more material the usual distance of pictures may be another one, and handles stand on pictures.
    const { fromMs, toMs } = await trimming.selected();
    expect(Math.abs(fromMs - selected.fromMs)).toBeLessThan(again.frameMs);
    expect(Math.abs(toMs - selected.toMs)).toBeLessThan(again.frameMs);
    // Arrows step by its own pictures, there and back.
    await trimming.start.focus();
    await trimming.page.keyboard.press('ArrowRight');
    const stepped = await trimming.selected();
    expect(Math.abs(stepped.fromMs - fromMs - again.frameMs)).toBeLessThan(again.frameMs / 10 + 1);
    await trimming.page.keyboard.press('ArrowLeft');
    expect((await trimming.selected()).fromMs).toBe(fromMs);
    selected = { fromMs, toMs };
    await expectKept();
    await expectClipped();
    expect(faultsBut(404)).toEqual([]);
  });

  test('one may not post there any more: the library takes it', async () => {
    await trimming.choose('clips');
    await product.sandbox.deny(ADA.channel, ['SendMessages']);
    await trimming.clipIt();
    await words(/You can’t post any more where you wanted to/);
    await expectKept();
    await expectClipped();
    expect(faultsBut(403)).toEqual([]);
  });

  test('direct messages are refused: that is said, and the clip is in the library', async () => {
    await product.sandbox.refuseDms('ada');
    await trimming.choose('dm');
    await trimming.clipIt();
    const why = trimming.page.getByRole('status').filter({ hasText: 'direct message' });
    await why.waitFor({ timeout: 30_000 });
    const failed = trimming.page.getByRole('listitem').filter({ has: why });
    const link = failed.getByRole('link', { name: 'Show it in the library' });
    const address = new URL((await link.getAttribute('href')) ?? '', product.hindsight.url);
    expect(await product.services.clips.get(address.searchParams.get('clip') ?? '')).toBeTruthy();
    await expectKept();
    await expectClipped();
    expect(visitor.faults).toEqual([]);
  });

  test('the buffer is cleaned away: the preview stays whole, also when it is loaded anew', async () => {
    const { segments, config, log } = product.services;
    const nowMs = Date.now() + 2 * config.windowMs;
    const { segmentsPath, windowMs } = config;
    await cleanSegments({ segmentsPath, windowMs, nowMs, log });
    expect(await segments.coverage(ada)).toBeNull();
    await trimming.page.reload();
    trimming = await trimmingOn(trimming.page);
    await expectKept();
    await expectClipped();
    expect(visitor.faults).toEqual([]);
  });

  test('its clip is deleted: the preview goes on', async () => {
    const [clip] = await makeClips(product, [{ ownerId: ada, title: 'Doomed' }]);
    const id = clip?.id ?? '';
    await trim(`/trim?clip=${id}`);
    const answer = await visitor.page.request.delete(`${product.hindsight.url}/api/clips/${id}`);
    expect(answer.status()).toBe(200);
    await expectKept();
    await expectClipped();
    await product.services.previews.close(ada, (await trimming.preview()).id);
    await trimming.clipIt();
    await trimming.page.getByRole('button', { name: 'Open it again' }).click();
    await words('There is nothing to trim');
    expect(faultsBut(404)).toEqual([]);
  });

  test('more is selected than may be posted: it says so before', async () => {
    const [clip] = await makeClips(product, [{ ownerId: ada, title: 'Noise' }], { large: true });
    await trim(`/trim?clip=${clip?.id}`);
    await trimming.choose('clips');
    const form = trimming.page.getByRole('form', { name: 'The clip' });
    await trimming.page.getByRole('button', { name: 'Everything' }).click();
    await form.getByText(/Only 10(\.\d)? MB may be posted there/).waitFor();
    const meter = form.getByRole('meter');
    await form.getByText(/MB over the limit\.$/).waitFor();
    expect(await meter.getAttribute('aria-valuetext')).toMatch(/MB of 10 MB .* over the limit\.$/);
    const over = await inBothSchemes();
    await trimming.typeTime('End', '2');
    await form.getByText(/so it stays as it is/).waitFor();
    expect(await form.getByText(/over the limit/).count()).toBe(0);
    const within = await inBothSchemes();
    for (const scheme of ['light', 'dark'] as const) {
      expect(over[scheme].bar).not.toBe(within[scheme].bar);
      // Of words, and of what is not words.
      expect(over[scheme].wordsContrast).toBeGreaterThanOrEqual(4.5);
      expect(over[scheme].barContrast).toBeGreaterThanOrEqual(3);
      expect(within[scheme].barContrast).toBeGreaterThanOrEqual(3);
    }
    await trimming.page.getByRole('button', { name: 'Everything' }).click();
    await trimming.choose('library');
    await form.getByText('The library takes any size.').waitFor();
    expect(await meter.count()).toBe(0);
    expect(visitor.faults).toEqual([]);
  });
});
