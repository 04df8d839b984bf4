import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chooseCuts, runCorpus } from './support/corpus/run-corpus.ts';
import { needPart, skipWithout } from './support/parts.ts';

describe.skipIf(await skipWithout('ffmpeg'))('clips of all kinds of material', () => {
  // All of them: e2e/deep/clip-corpus.test.ts.
  test('no picture too many or too few in a hundred of the cuts', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hindsight-corpus-'));
    try {
      const ffmpegPath = await needPart('ffmpeg');
      expect(await runCorpus({ cuts: chooseCuts(1, 100), ffmpegPath, folder })).toEqual([]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }, 600_000);
});
