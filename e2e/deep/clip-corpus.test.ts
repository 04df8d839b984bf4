import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { combinations } from '../support/corpus/combinations.ts';
import { chooseCuts, RANGES, runCorpus } from '../support/corpus/run-corpus.ts';
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
});
