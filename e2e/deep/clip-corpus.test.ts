import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkCut } from '../support/corpus/check-cut.ts';
import { combinations, type Share } from '../support/corpus/combinations.ts';
import { chooseCuts, RANGES, runCorpus } from '../support/corpus/run-corpus.ts';
import { createTapes, layTapes } from '../support/corpus/source.ts';
import { needPart, skipWithout } from '../support/parts.ts';

describe.skipIf(await skipWithout('ffmpeg'))('clips of all kinds of material', () => {
  test('no picture too many or too few in any of 1,200 cuts and more', async () => {
    expect(combinations().length * RANGES).toBeGreaterThanOrEqual(1200);
    const folder = await mkdtemp(join(tmpdir(), 'hindsight-corpus-'));
    try {
      const ffmpegPath = await needPart('ffmpeg');
      expect(await runCorpus({ cuts: chooseCuts(1), ffmpegPath, folder })).toEqual([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }, 3_600_000);

  // Forty shares of 12 s with breaks between them, of which half are made by the other recorder.
  test.each(['cut', 'still'] as const)('ten minutes with gaps stay in sync: %s', async (gaps) => {
    const folder = await mkdtemp(join(tmpdir(), 'hindsight-corpus-'));
    try {
      const ffmpegPath = await needPart('ffmpeg');
      const shares = Array.from({ length: 40 }, (_, i): Share => {
        const egress = { video: 'egress', sound: { rate: 44_100, channels: 2 } } as const;
        return { recipe: i % 2 ? egress : { video: 'passthrough' }, pauseMs: 2700 + 37 * i };
      });
      const source = await layTapes(
        { name: 'long', shares, gaps },
        createTapes(ffmpegPath, folder),
      );
      const { fromMs, toMs } = source;
      const range = { fromMs: fromMs + 3333, toMs: toMs - 777 };
      expect(await checkCut({ source, ...range, gaps, ffmpegPath, folder })).toEqual([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
