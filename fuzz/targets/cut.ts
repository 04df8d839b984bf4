import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CutOptions, cutClip } from '../../server/clips/cut.ts';
import { UserError } from '../../server/errors.ts';
import { createLog } from '../../server/log.ts';
import { placeSegments } from '../../server/previews/place.ts';
import { inFolder } from '../in-folder.ts';
import type { Random } from '../random.ts';
import { must, orRefusedLater, type Target } from '../target.ts';
import { hostileSegment, realSegment } from './segment.ts';

const log = createLog('silent');
const START = Date.UTC(2026, 10, 23);
const LENGTH_MS = 200;
const SIZE = realSegment().length;
const COUNT = 3;

/** Three segments of a session, each with its length in front; one at least is as a hostile recorder leaves it. */
function make(random: Random): Buffer {
  const hostile = random.below(COUNT);
  const parts = Array.from({ length: COUNT }, (_, i) =>
    i === hostile || random.chance(0.3) ? hostileSegment(random) : realSegment(),
  );
  return Buffer.concat(
    parts.flatMap((part) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(part.length);
      return [length, part];
    }),
  );
}

function segmentsIn(input: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at + 4 <= input.length && parts.length < COUNT; ) {
    const end = at + 4 + input.readUInt32BE(at);
    parts.push(input.subarray(at + 4, end));
    at = end;
  }
  return parts;
}

/** A clip, and a preview, of hostile segments. What would have to be encoded again is not: no ffmpeg is run here. */
export const cut: Target = {
  name: 'cut',
  share: 0.003,
  make,
  run: (input) =>
    inFolder(async (workDir) => {
      const segments: CutOptions['segments'] = [];
      for (const [i, bytes] of segmentsIn(input).entries()) {
        const file = join(workDir, `segment_${i}.ts`);
        await writeFile(file, bytes);
        const time = { startMs: START + i * LENGTH_MS, durationMs: LENGTH_MS };
        segments.push({ file, folder: workDir, ...time, discontinuity: i === 2 });
      }
      const range = { fromMs: START + 10, toMs: START + COUNT * LENGTH_MS };
      const outFile = join(workDir, 'clip.mp4');
      const made = await orRefusedLater(() =>
        cutClip({ ...range, segments, outFile, workDir, ffmpegPath: '/bin/false', log }),
      ).catch(unlessTold);
      if (made) {
        must(
          made.durationMs <= COUNT * LENGTH_MS + 1000,
          'a clip is no longer than what was asked for',
        );
        must(made.bytes <= 4 * SIZE * COUNT, 'nor larger than what was recorded');
      }
      const placed = await orRefusedLater(() => placeSegments(segments, log));
      for (const one of placed?.segments ?? []) must(one.ticks >= 0, 'a segment lasts');
    }),
};

function unlessTold(error: unknown): null {
  if (error instanceof UserError) return null;
  throw error;
}
