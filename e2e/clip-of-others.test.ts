import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADA, BO, type Product, startProduct } from './support/hindsight.ts';
import { skipWithout } from './support/parts.ts';
import { until } from './support/until.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))("somebody else's share", () => {
  let product: Product;
  let page: Page;
  let ada: string;
  beforeAll(async () => {
    product = await startProduct();
    ada = await product.userId(ADA);
    ({ page } = await product.shareAs(ADA));
    page.setDefaultTimeout(30_000);
    await product.buffered(ADA, 8000);
  });
  afterAll(() => product?.close());

  test('what is kept was agreed to by sharing, once', async () => {
    const { consents, config } = product.services;
    const { windowMs, postedKeptMs } = config;
    expect(await consents.of(ada)).toMatchObject([{ windowMs, postedKeptMs }]);
    expect(await page.locator('.consent').count()).toBe(0);
  });

  test('is clipped by who may be in that channel; the page tells, and deletes it', async () => {
    const { message } = await product.type(BO, '/replay status');
    expect(message?.content).toContain(`<@${ada}> shares in`);
    const clip = await product.clip(BO, '/clip 5s of:ada');
    const told = page.locator('.toast').filter({ hasText: 'Bo has clipped 5 seconds' });
    await told.getByRole('button', { name: 'Delete it' }).click();
    await page.locator('.toast').filter({ hasText: 'The clip is deleted' }).waitFor();
    expect(await product.services.clips.get(clip.id)).toBeUndefined();
    const left = await product.sandbox.messages(BO);
    expect(left.some(({ id }) => id === clip.message.id)).toBe(false);
  });

  test('/replay forget ends the recording and leaves nothing of it', async () => {
    const { message } = await product.type(ADA, '/replay forget');
    const { id = '' } = message ?? {};
    await product.sandbox.click({ as: 'ada', message: id, customId: 'forget' });
    await until('everything is deleted', async () =>
      (await product.sandbox.messages(ADA)).some(
        (one) => one.id === id && one.content.includes('is deleted'),
      ),
    );
    const { config, shares } = product.services;
    expect(existsSync(join(config.segmentsPath, ada))).toBe(false);
    expect(await shares.allOf(ada)).toEqual([]);
    // The page still sends its picture: nothing records it.
    await product.services.reconciler.lookAll();
    expect(await shares.activeOf(ada)).toEqual([]);
  });
});
