import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TICKS_PER_MS } from './preview.ts';
import type { Previews } from './previews.ts';
import { ADA, openTestPreviews, type TestPreviews } from './test-previews.ts';
import { viewOf } from './view.ts';
import type { Waveform } from './waveform.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const T = Date.UTC(2026, 0, 1);
const BOB = '2';
const LET_GO = { status: 404, message: 'This preview was let go. Open it again.' };

const LIVES = { aliveForMs: 0, longestMs: 0 };
let t: TestPreviews;
let previews: Previews;
beforeEach(async () => {
  t = await openTestPreviews(() => T + 20_000);
  previews = await t.start();
  await t.record({ kind: 'embedded', seconds: 6, startMs: T });
});
afterEach(() => t.close());

const open = () => previews.open(ADA, { of: 'buffer' });
async function waveformOf(userId: string, id: string): Promise<Waveform> {
  const folder = await previews.made(userId, id, 'waveform.json');
  return JSON.parse(await readFile(join(folder, 'waveform.json'), 'utf8'));
}
async function pixels(file: string, size: string): Promise<Buffer> {
  const args = ['-v', 'error', '-i', file, '-s', size, '-f', 'rawvideo', '-pix_fmt', 'gray', '-'];
  const options = { encoding: 'buffer', maxBuffer: 1 << 26 } as const;
  return (await promisify(execFile)(t.ffmpegPath, args, options)).stdout;
}

test('thumbnails are one JPEG, each a picture of its time, made once', async () => {
  const preview = await open();
  const { thumbnails } = viewOf(preview, LIVES);
  expect(thumbnails).toMatchObject({ columns: 3, rows: 1, count: 3, width: 160, height: 80 });
  expect(Math.abs(thumbnails.everyMs - 2000)).toBeLessThan(20);
  const ask = () => previews.made(ADA, preview.id, 'thumbnails.jpg');
  const [folder = ''] = await Promise.all([ask(), ask()]);
  const file = join(folder, 'thumbnails.jpg');
  const before = await stat(file);
  await ask();
  expect((await stat(file)).mtimeMs).toBe(before.mtimeMs);
  // The numbers of the pictures, as blocks of light.
  const bits = await pixels(file, '36x1');
  const shown = [0, 1, 2].map((thumb) =>
    Array.from({ length: 12 }, (_, bit) =>
      (bits[thumb * 12 + bit] as number) > 128 ? 1 << bit : 0,
    ),
  );
  const ids = shown.map((numbers) => numbers.reduce((sum, bit) => sum + bit, 0));
  expect(ids).toEqual([0, 60, 120]);
  expect((await readdir(folder)).filter((name) => name.includes('thumb'))).toEqual([
    'thumbnails.jpg',
  ]);
});

test('where the picture has another size, its thumbnail has bars', async () => {
  const size = { width: 96, height: 192 };
  await t.record({ kind: 'embedded', seconds: 4, startMs: T + 6000, size });
  const preview = await open();
  const folder = await previews.made(ADA, preview.id, 'thumbnails.jpg');
  const { columns, width, height } = viewOf(preview, LIVES).thumbnails;
  expect(columns).toBe(5);
  const luma = await pixels(join(folder, 'thumbnails.jpg'), `${columns * width}x${height}`);
  const row = luma.subarray(0, columns * width);
  expect(row[2.5 * width]).toBeGreaterThan(30);
  expect(row[3 * width + 5]).toBeLessThan(10);
  expect(row[3.5 * width]).toBeGreaterThan(30);
});

test('the waveform beeps where the sound does, over gaps and other sample rates', async () => {
  await t.record({ kind: 'egress', seconds: 4, startMs: T + 12_000 });
  const preview = await open();
  const { perSecond, peaks } = await waveformOf(ADA, preview.id);
  const lengthMs = viewOf(preview, LIVES).durationMs;
  expect(peaks).toHaveLength(Math.ceil((lengthMs / 1000) * perSecond));
  const loud = peaks.flatMap((peak, i) =>
    peak > 60 && (peaks[i - 1] ?? 0) <= 60 ? [(i * 1000) / perSecond] : [],
  );
  const gapMs = (preview.segments.find(({ breaks, at }) => breaks && at)?.at ?? 0) / TICKS_PER_MS;
  const due = [0, 1, 2, 3, 4, 5].map((s) => s * 1000);
  due.push(...[0, 1, 2, 3].map((s) => gapMs + s * 1000));
  expect(loud).toHaveLength(due.length);
  for (const [i, at] of due.entries()) expect(Math.abs((loud[i] as number) - at)).toBeLessThan(101);
  expect(Math.max(...peaks)).toBeLessThanOrEqual(255);
});

test('without sound the waveform is empty', async () => {
  await t.record({ kind: 'embedded', seconds: 2, startMs: T, sound: false }, BOB);
  const { id } = await previews.open(BOB, { of: 'buffer' });
  expect((await waveformOf(BOB, id)).peaks).toEqual([]);
});

test.each(['thumbnails.jpg', 'waveform.json'] as const)(
  'let go while its %s waits or is made, it ends and leaves nothing',
  async (name) => {
    const { id } = await open();
    const { promise: slot, resolve: free } = Promise.withResolvers<void>();
    const busy = t.queue.run({ by: 'somebody' }, () => slot);
    const waiting = expect(previews.made(ADA, id, name)).rejects.toMatchObject(LET_GO);
    await previews.close(ADA, id);
    await waiting;
    free();
    await busy;

    const second = await open();
    const making = expect(previews.made(ADA, second.id, name)).rejects.toMatchObject(LET_GO);
    await expect
      .poll(async () => (await readdir(join(t.previewsPath, second.id))).join())
      .toContain(name.split('.')[0]);
    await previews.close(ADA, second.id);
    await making;
    expect(await readdir(t.previewsPath)).toEqual([]);
  },
);
