/// <reference lib="dom" />
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADA, type Product, startProduct } from '../support/hindsight.ts';
import { makeClips } from '../support/made-clips.ts';
import { skipWithout } from '../support/parts.ts';
import { until } from '../support/until.ts';
import { openVisitor, tooWide, type Visitor, type VisitorOptions } from '../support/visitor.ts';

const LOOKS: (VisitorOptions & { name: string })[] = [
  { name: 'a laptop, light', scheme: 'light' },
  { name: 'a phone, dark, German', width: 360, height: 740, language: 'de', touch: true },
];
const DELETED = 5;

/** Buttons and links of the open dialog that have a toast over their middle once they are scrolled to. */
const COVERED = `[...document.querySelectorAll('dialog[open] .frame :is(a, button)')].filter((way) => {
  way.scrollIntoView({ block: 'nearest' });
  const { x, y, width, height } = way.getBoundingClientRect();
  const seen = document.elementFromPoint(x + width / 2, y + height / 2);
  return width > 0 && !way.disabled && !(seen && (way.contains(seen) || seen.contains(way)));
}).map((way) => way.textContent)`;

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('many toasts', () => {
  let product: Product;
  let visitor: Visitor | undefined;
  beforeAll(async () => {
    product = await startProduct();
  });
  afterAll(async () => {
    await visitor?.close();
    await product?.close();
  });

  async function deleteOpen(page: Page, name: RegExp): Promise<void> {
    await page.getByRole('dialog').getByRole('button', { name }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }

  test.each(LOOKS)('lie over no button of a dialog on $name', async (look) => {
    const ownerId = await product.userId(ADA);
    // Newest last.
    const titles = Array.from({ length: DELETED + 1 }, (_, i) => `${look.name} ${i + 1}`);
    await makeClips(
      product,
      titles.map((title) => ({ ownerId, title })),
    );
    visitor = await openVisitor(product, ADA, look);
    const { page } = visitor;
    await visitor.open('/library');
    const open = async (title: string) => {
      await page.getByRole('link', { name: title, exact: true }).click();
      await page.getByRole('dialog').waitFor();
    };
    for (const title of titles.slice(1).reverse()) {
      await open(title);
      await deleteOpen(page, /^(Delete|Löschen)/);
    }
    await open(titles[0] ?? '');
    const inDialog = page.getByRole('dialog').locator('.toast');
    await until('the newest are shown', async () => (await inDialog.count()) === 3);
    expect(await page.evaluate(COVERED)).toEqual([]);
    expect(await tooWide(page)).toBe(0);
    const isWhole = await inDialog.evaluateAll((toasts) =>
      toasts.every((toast) => {
        const { top, bottom, left, right } = toast.getBoundingClientRect();
        const { scrollWidth, clientWidth } = toast;
        const fits = scrollWidth <= clientWidth && left >= 0 && right <= innerWidth;
        return fits && top >= 0 && bottom <= innerHeight;
      }),
    );
    expect(isWhole).toBe(true);

    // Those before them can still be undone.
    const earlier = page.getByRole('dialog').getByRole('button', { name: /^2 (earlier|frühere)/ });
    await earlier.click();
    expect(await inDialog.count()).toBe(DELETED);
    await inDialog
      .first()
      .getByRole('button', { name: /^(Undo|Rückgängig)$/ })
      .click();
    const isBack = async () =>
      (await page.locator(`article:has-text("${titles.at(-1)}")`).count()) === 1;
    await until('the first one is back', isBack);
    await visitor.close();
    visitor = undefined;
  });
});
