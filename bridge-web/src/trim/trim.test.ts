import { expect, test } from 'vitest';
import type { Preview } from './preview.ts';
import { createTrim } from './trim.ts';

/** Ten minutes in segments of a minute, with a gap at 5:00 and a mark at 2:00. */
const PREVIEW: Preview = {
  ...{
    id: 'p',
    of: 'buffer',
    mine: true,
    durationMs: 600_000,
    frameMs: 40,
    width: 1280,
    height: 720,
  },
  ...{ hasSound: true, hasVoice: false, playlist: '', waveform: { url: '' } },
  ...{ aliveForMs: 90_000, longestMs: 3600_000 },
  segments: Array.from({ length: 10 }, (_, i) => ({
    ...{ startMs: i * 60_000, durationMs: 60_000, bytes: 1, frameMs: 40, gapBefore: i === 5 },
    atMs: 1e12 + i * 60_000 + (i >= 5 ? 30_000 : 0),
  })),
  marks: [{ id: 'm', atMs: 120_000, label: 'Ace' }],
  thumbnails: { url: '', everyMs: 1, columns: 1, rows: 1, count: 0, width: 1, height: 1 },
};
const trimOf = (fromMs: number, toMs: number) => createTrim(PREVIEW, { fromMs, toMs });

test('marks, gaps and the playhead attract a dragged handle, where they may', () => {
  const trim = trimOf(0, 600_000);
  trim.playheadMs.set(200_000);
  for (const [at, place] of [
    [121_000, 120_000],
    [299_000, 300_000],
    [200_900, 200_000],
    [60_480, 60_480],
  ] as const) {
    trim.move('from', at, 2000);
    expect(trim.selection.now.fromMs).toBe(place);
  }
  trim.move('from', 121_000);
  expect(trim.selection.now.fromMs).toBe(121_000);
});

test('a small selection of much is shown near, a large one with everything', () => {
  const { fromMs, spanMs } = trimOf(540_000, 600_000).view.now;
  expect(spanMs).toBeLessThan(350_000);
  expect(fromMs + spanMs).toBe(600_000);
  expect(trimOf(300_000, 600_000).view.now).toEqual({ fromMs: 0, spanMs: 600_000 });
});

test('zooming by a button keeps the playhead where it is, or the middle where it can’t be seen', () => {
  const trim = trimOf(0, 600_000);
  trim.playheadMs.set(150_000);
  trim.zoom(2);
  expect(trim.view.now).toEqual({ fromMs: 75_000, spanMs: 300_000 });
  trim.playheadMs.set(500_000);
  trim.zoom(2);
  expect(trim.view.now).toEqual({ fromMs: 150_000, spanMs: 150_000 });
  trim.reveal(500_000);
  expect(trim.view.now).toEqual({ fromMs: 425_000, spanMs: 150_000 });
});
