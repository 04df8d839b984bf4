import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { findFfmpeg } from '../../server/ffmpeg/find.ts';
import type { PreviewView } from '../../server/previews/view.ts';
import type { Reading } from './card/cells.ts';
import { HEIGHT, readCard, WIDTH } from './clip/frames.ts';
import { readClip } from './clock.ts';
import type { Product } from './hindsight.ts';
import { until } from './until.ts';

/** What is selected, media ms of the preview, as it is said to who can't see it. */
export interface Selected {
  fromMs: number;
  toMs: number;
}

/** The trim page in somebody's hands. */
export interface Trimming {
  page: Page;
  /** The ends of the selection, to be dragged and keyed. */
  start: Locator;
  end: Locator;
  selected(): Promise<Selected>;
  preview(): Promise<PreviewView>;
  /** Types a time into a field and presses Enter. */
  typeTime(field: 'Start' | 'End', time: string): Promise<void>;
  /** @param to `dm`, `library`, or a channel's name */
  choose(to: string): Promise<void>;
  /** Presses "Clip it". */
  clipIt(): Promise<void>;
  /** Presses "Clip it" and waits until that clip is done. @returns its id */
  clipped(): Promise<string>;
}

/** Waits until the page shows a preview whose video can be seen. */
export async function trimmingOn(page: Page): Promise<Trimming> {
  const end = page.getByRole('slider', { name: 'End', exact: true });
  const start = page.getByRole('slider', { name: 'Start', exact: true });
  await start.waitFor();
  await until('the video is there', () =>
    page.evaluate<boolean>('document.querySelector("video")?.readyState >= 2'),
  );
  const orders = page.getByRole('region', { name: 'Clips from here' });
  const valueOf = async (slider: Locator) => Number(await slider.getAttribute('aria-valuenow'));
  const clipIt = () => page.getByRole('button', { name: 'Clip it' }).click();
  return {
    ...{ page, start, end, clipIt },
    async selected() {
      // What is said follows the handles a little later, so it is looked at until it rests.
      let before: Selected | undefined;
      return until(
        'the selection rests',
        async () => {
          const now = { fromMs: await valueOf(start), toMs: await valueOf(end) };
          const rests = before?.fromMs === now.fromMs && before.toMs === now.toMs;
          before = now;
          return rests && now;
        },
        { everyMs: 250 },
      );
    },
    async preview() {
      const id = new URL(page.url()).searchParams.get('preview');
      const answer = await page.request.get(new URL(`/api/replay/previews/${id}`, page.url()).href);
      return (await answer.json()) as PreviewView;
    },
    async typeTime(field, time) {
      const input = page.getByRole('textbox', { name: field, exact: true });
      await input.fill(time);
      await input.press('Enter');
    },
    async choose(to) {
      const select = page.getByRole('combobox', { name: 'Where it goes' });
      const option = ['dm', 'library'].includes(to)
        ? to
        : await select
            .locator('option', { hasText: `#${to} ` })
            .first()
            .getAttribute('value');
      await select.selectOption(option);
    },
    clipIt,
    async clipped() {
      const before = await orders.getByRole('listitem').count();
      const newest = orders.getByRole('listitem').first();
      // The same within moments of its end is taken for a double click, so who means it presses again.
      const isThere = async () => {
        if ((await orders.getByRole('listitem').count()) > before) return true;
        await clipIt();
        return false;
      };
      await until('the order is there', isThere, { everyMs: 1500 });
      await newest.and(page.locator('.done')).waitFor({ timeout: 100_000 });
      const link = await newest.getByRole('link', { name: 'Show it in the library' });
      return (
        new URL((await link.getAttribute('href')) ?? '', page.url()).searchParams.get('clip') ?? ''
      );
    },
  };
}

/** A picture of a preview or clip: what the test card counts, and when it is shown, ms from the first one. */
export interface Shown {
  counter: number | null;
  ms: number;
}

/** Every picture of a file of the test card, in order. */
export async function picturesOf(file: string): Promise<Shown[]> {
  const ffmpegPath = await findFfmpeg(process.env.FFMPEG_PATH);
  const { frames } = await readClip(file, { ffmpegPath });
  const firstMs = frames[0]?.ptsMs ?? 0;
  return frames.map(({ counter, ptsMs }) => ({ counter, ms: ptsMs - firstMs }));
}

/** Every picture of the preview, of which ffmpeg gets the very segments that the page plays. */
export async function previewPictures(product: Product, trimming: Trimming): Promise<Shown[]> {
  const { page } = trimming;
  const { id, playlist } = await trimming.preview();
  const address = new URL(playlist, page.url());
  const lines = (await (await page.request.get(address.href)).text()).split('\n');
  const segments: Buffer[] = [];
  for (const line of lines.filter((text) => text && !text.startsWith('#'))) {
    segments.push(await (await page.request.get(new URL(line, address).href)).body());
  }
  const file = join(product.dataDir, `preview-${id}.ts`);
  await writeFile(file, Buffer.concat(segments));
  return picturesOf(file);
}

/** A picture that stands longer than that is visible where a range begins within it, ms. */
const STILL_MS = 100;

/**
 * Those that a clip of the selection has to show: all that begin within it, and no other but the one that stands
 * still where it begins.
 */
export function picturesWithin(pictures: Shown[], { fromMs, toMs }: Selected): Shown[] {
  // What is selected is said in whole ms.
  const inside = pictures.filter(({ ms }) => ms >= fromMs - 1 && ms < toMs - 1);
  const before = pictures.findLast(({ ms }) => ms < fromMs - 1);
  const isStill = before && (inside[0]?.ms ?? toMs) - fromMs > STILL_MS;
  return isStill ? [{ ...before, ms: fromMs }, ...inside] : inside;
}

/** The test card in the video element, as the person sees it; null where it can't be read. */
export async function cardOnScreen(page: Page): Promise<Reading | null> {
  const picture = await page.evaluate<number[]>(`(() => {
    const canvas = document.createElement('canvas');
    canvas.width = ${WIDTH};
    canvas.height = ${HEIGHT};
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.imageSmoothingQuality = 'high';
    context.drawImage(document.querySelector('video'), 0, 0, ${WIDTH}, ${HEIGHT});
    const { data } = context.getImageData(0, 0, ${WIDTH}, ${HEIGHT});
    return Array.from({ length: data.length / 4 }, (_, i) => data[i * 4 + 1]);
  })()`);
  return readCard(Uint8Array.from(picture));
}
