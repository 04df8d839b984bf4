import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readClip } from '../support/clock.ts';
import { ADA, linkIn, type Product, startProduct, waitForOutcome } from '../support/hindsight.ts';
import { checkClip } from '../support/laws.ts';
import { skipWithout } from '../support/parts.ts';
import type { Sharing } from '../support/share.ts';
import {
  cardOnScreen,
  picturesOf,
  picturesWithin,
  previewPictures,
  type Selected,
  type Trimming,
  trimmingOn,
} from '../support/trimming.ts';
import { until } from '../support/until.ts';
import { openVisitor, tooWide, type Visitor } from '../support/visitor.ts';

/** Where a finger or a mouse takes hold of something. */
async function middleOf(handle: Locator): Promise<{ x: number; y: number }> {
  await handle.scrollIntoViewIfNeeded();
  const box = await handle.boundingBox();
  if (!box) throw new Error('it is not to be seen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function dragByMouse(page: Page, handle: Locator, byPx: number): Promise<void> {
  const { x, y } = await middleOf(handle);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + byPx, y + 5, { steps: 8 });
  await page.mouse.up();
}

async function dragByFinger(page: Page, handle: Locator, byPx: number): Promise<void> {
  const { x, y } = await middleOf(handle);
  const touch = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', atX?: number) =>
    touch.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: atX === undefined ? [] : [{ x: atX, y }],
    });
  await send('touchStart', x);
  for (let step = 1; step <= 8; step += 1) await send('touchMove', x + (byPx * step) / 8);
  await send('touchEnd');
  await touch.detach();
}

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('the trim page', () => {
  let product: Product;
  let sharing: Sharing;
  let visitor: Visitor;
  let trimming: Trimming;
  beforeAll(async () => {
    product = await startProduct();
    sharing = await product.shareAs(ADA);
    await product.buffered(ADA, 14_000);
    // What is to be trimmed is there: the machine is left to those who trim.
    await sharing.stop();
    await sharing.close();
    visitor = await openVisitor(product, ADA);
  });
  afterAll(async () => {
    await visitor?.close();
    await product?.close();
  });

  /** The pictures of a file are those of the preview between the two ends, one by one. */
  async function expectExact(file: string, of: Trimming, selected: Selected): Promise<void> {
    const shown = picturesWithin(await previewPictures(product, of), selected);
    const { frameMs } = await of.preview();
    const pictures = await picturesOf(file);
    expect(shown.length).toBeGreaterThan(10);
    expect(pictures.map(({ counter }) => counter)).toEqual(shown.map(({ counter }) => counter));
    for (const [i, { ms }] of pictures.entries()) {
      const wanted = (shown[i]?.ms ?? 0) - (shown[0]?.ms ?? 0);
      expect(Math.abs(ms - wanted), `picture ${i}`).toBeLessThan(frameMs / 2);
    }
  }

  /**
   * What the video shows at the two ends is what the file begins and ends with, to one picture: a busy machine's
   * pictures come as they can, and an end may lie within one.
   */
  async function expectAsSeen(file: string): Promise<void> {
    const { page, start, end } = trimming;
    const counters = (await previewPictures(product, trimming)).map(({ counter }) => counter);
    const placeOf = (counter: number | null | undefined) => counters.indexOf(counter ?? -1);
    const pictures = await picturesOf(file);
    const ends = [
      { handle: start, counter: pictures[0]?.counter },
      { handle: end, counter: pictures.at(-1)?.counter },
    ];
    for (const { handle, counter } of ends) {
      // There and back leads to the same place, and shows it.
      await handle.press('ArrowLeft');
      await handle.press('ArrowRight');
      const near = async () => {
        const seen = placeOf((await cardOnScreen(page))?.counter);
        return seen >= 0 && Math.abs(seen - placeOf(counter)) <= 1;
      };
      await until(`the video shows picture ${counter}`, near);
    }
  }

  test('makes exactly what is dragged, keyed and typed', async () => {
    await visitor.open('/trim');
    trimming = await trimmingOn(visitor.page);
    const { page, start, end } = trimming;
    const { frameMs, durationMs, segments } = await trimming.preview();
    await page.getByRole('button', { name: 'Everything' }).click();
    const whole = await trimming.selected();
    expect(whole).toEqual({ fromMs: 0, toMs: Math.round(durationMs) });

    await dragByMouse(page, start, 200);
    const dragged = await trimming.selected();
    expect(dragged.fromMs).toBeGreaterThan(1000);
    expect(dragged.toMs).toBe(whole.toMs);

    await end.focus();
    await end.press('ArrowLeft');
    const less = await trimming.selected();
    expect(Math.abs(dragged.toMs - less.toMs - frameMs)).toBeLessThan(frameMs / 2 + 1);
    await end.press('Shift+ArrowLeft');
    const second = await trimming.selected();
    expect(Math.abs(less.toMs - second.toMs - 1000)).toBeLessThan(frameMs / 2 + 1);

    await trimming.typeTime('Start', '0:03,2');
    const selected = await trimming.selected();
    expect(Math.abs(selected.fromMs - 3200)).toBeLessThan(frameMs / 2 + 1);
    expect(selected.toMs).toBe(second.toMs);

    await trimming.choose('library');
    await page.getByLabel('Title').fill('By hand');
    const id = await trimming.clipped();
    const file = product.services.clips.file(id);
    await expectExact(file, trimming, selected);
    await expectAsSeen(file);

    const clip = await product.services.clips.get(id);
    expect(clip?.title).toBe('By hand');
    // The preview's table tells which moments of the share those are.
    const atEpoch = (ms: number) => {
      const { atMs, startMs } = segments.findLast((one) => one.startMs <= ms) ?? {
        atMs: 0,
        startMs: 0,
      };
      return atMs + (ms - startMs);
    };
    const range = { fromMs: atEpoch(selected.fromMs), toMs: atEpoch(selected.toMs) };
    // It tells what it really begins with: the first picture in the range, which may be a moment later.
    const laterMs = (clip?.fromMs ?? 0) - range.fromMs;
    expect(laterMs).toBeGreaterThanOrEqual(-2);
    expect(laterMs).toBeLessThanOrEqual(102);
    expect(Math.abs((clip?.toMs ?? 0) - range.toMs)).toBeLessThanOrEqual(2);
    expect(
      checkClip(await readClip(file), { ...range, card: 1, frameMs: 50, sent: sharing.sent }),
    ).toEqual([]);
  });

  test('posts the same into a channel, and a part of that again: a clip of a clip', async () => {
    const selected = await trimming.selected();
    await trimming.choose('clips');
    const id = await trimming.clipped();
    const fits = (message: { components?: unknown }) =>
      JSON.stringify(message.components ?? []).includes(`trim:${id}`);
    const message = await product.sandbox.waitForMessage(ADA, fits);
    const url = message.attachments[0]?.url ?? '';
    const file = join(product.dataDir, 'posted.mp4');
    await writeFile(file, await product.sandbox.download(url));
    await expectExact(file, trimming, selected);

    const click = { as: ADA.as, message: message.id, customId: `trim:${id}` };
    const pressed = await product.sandbox.click(click);
    const link = linkIn(await waitForOutcome(product.sandbox, pressed.id, 10_000));
    await visitor.page.goto(link);
    trimming = await trimmingOn(visitor.page);
    expect(new URL(visitor.page.url()).searchParams.get('clip')).toBe(id);
    await trimming.typeTime('Start', '1');
    await trimming.end.press('Shift+ArrowLeft');
    await trimming.choose('library');
    const part = await trimming.selected();
    const clipOfClip = await trimming.clipped();
    const partFile = product.services.clips.file(clipOfClip);
    await expectExact(partFile, trimming, part);
    await expectAsSeen(partFile);
    const all = (await picturesOf(file)).map(({ counter }) => counter);
    const some = (await picturesOf(partFile)).map(({ counter }) => counter);
    const first = all.indexOf(some[0] ?? -1);
    expect(some).toEqual(all.slice(first, first + some.length));
    expect(visitor.faults).toEqual([]);
  });

  test('does it by finger on a phone', async () => {
    const phone = await openVisitor(product, ADA, { width: 360, height: 740, touch: true });
    try {
      await phone.open('/trim');
      const byFinger = await trimmingOn(phone.page);
      await phone.page.getByRole('button', { name: 'Everything' }).click();
      const whole = await byFinger.selected();
      await dragByFinger(phone.page, byFinger.start, 90);
      await dragByFinger(phone.page, byFinger.end, -60);
      const selected = await byFinger.selected();
      expect(selected.fromMs).toBeGreaterThan(whole.fromMs + 1000);
      expect(selected.toMs).toBeLessThan(whole.toMs - 1000);
      await byFinger.choose('library');
      const id = await byFinger.clipped();
      await expectExact(product.services.clips.file(id), byFinger, selected);
      expect(await tooWide(phone.page)).toBeLessThanOrEqual(0);
      expect(phone.faults).toEqual([]);
    } finally {
      await phone.close();
    }
  });
});
