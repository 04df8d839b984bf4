import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokenLaws } from './support/broken-laws.ts';
import { ADA, type Product, startProduct } from './support/hindsight.ts';
import { skipWithout } from './support/parts.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('the main way', () => {
  let product: Product;
  beforeAll(async () => {
    product = await startProduct();
    await product.shareAs(ADA);
    await product.buffered(ADA, 16_000);
  });
  afterAll(() => product?.close());

  test('/clip posts exactly the last seconds, up to the command', async () => {
    const clip = await product.clip(ADA, '/clip 10s title:The save');
    expect(await brokenLaws(clip, 10_000)).toEqual([]);
    expect(clip.message.content).toContain(`<@${await product.userId(ADA)}>`);
    expect(clip.message.content).toContain('The save');
    expect(clip.message.attachments[0]).toMatchObject({ content_type: 'video/mp4' });
    expect(await product.sandbox.messages(ADA)).toContainEqual(
      expect.objectContaining({ id: clip.message.id }),
    );
  });

  test('ago: ends it earlier, /replay post takes any stretch', async () => {
    const ago = await product.clip(ADA, '/clip duration:4s ago:5s');
    const { commandMs } = ago;
    const range = { fromMs: commandMs - 9000, toMs: commandMs - 5000, commandMs: undefined };
    expect(await brokenLaws(ago, 4000, range)).toEqual([]);

    const post = await product.clip(ADA, '/replay post from:8s to:3s');
    const stretch = { fromMs: post.commandMs - 8000, toMs: post.commandMs - 3000 };
    expect(await brokenLaws(post, 5000, { ...stretch, commandMs: undefined })).toEqual([]);
  });

  test('to: dm brings it there, to: library keeps it', async () => {
    const answer = await product.type(ADA, '/clip duration:3s to:dm');
    expect(answer.message?.attachments).toEqual([]);
    const [dm] = (await product.sandbox.dms('ada')).slice(-1);
    expect(dm?.attachments[0]?.filename).toMatch(/\.mp4$/);

    const kept = await product.type(ADA, '/clip duration:3s to:library title:Kept');
    const link = /\((http[^)]+)\)/.exec(kept.message?.content ?? '')?.[1] ?? '';
    expect(await (await fetch(link)).text()).toContain('<h1>Kept</h1>');
    const file = await fetch(link.replace('?', '.mp4?'));
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'video/mp4']);
  });

  test('nothing is left behind but clips and their posters', async () => {
    // A poster may still be made; nobody waits for it.
    const left = () => readdir(join(product.dataDir, 'tmp')).catch(() => []);
    await expect.poll(left, { timeout: 15_000 }).toEqual([]);
    for (const file of await readdir(join(product.dataDir, 'clips')))
      expect(file).toMatch(/^\d+\.(?:mp4|jpg)$/);
  });
});
