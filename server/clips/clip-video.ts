import type { Format, Track } from './media/formats.ts';
import { toSample } from './media/h264.ts';
import type { Sample } from './media/mp4.ts';
import { readTs } from './media/ts.ts';
import { encodePiece, type Piece } from './piece.ts';
import type { Span } from './plan.ts';
import type { SegmentReader } from './segment-reader.ts';
import type { Stretch } from './stretches.ts';

const TICKS = 90_000;

/** Encodes what can't be copied, so that its parameter sets are known before the first sample is written. */
export async function encodePieces(options: {
  stretches: Stretch[];
  track: Track;
  formats: Format[];
  reader: SegmentReader;
  workDir: string;
  ffmpegPath: string;
  signal?: AbortSignal | undefined;
}): Promise<Map<Span, Piece>> {
  const { stretches, track, formats, reader, workDir, ffmpegPath, signal } = options;
  const pieces = new Map<Span, Piece>();
  for (const { run, plan } of stretches) {
    for (const span of plan.spans) {
      if (span.kind === 'copy') continue;
      const format = formats[span.format] as Format;
      const sameSize = format.width === track.width && format.height === track.height;
      const piece = await encodePiece({
        units: reader.units(run, span),
        skip: span.skip,
        keep: span.shown.length,
        // One id for each source format: its pieces come out with the same parameter sets.
        parameterSetId: track.freeIds[span.format % track.freeIds.length] as number,
        profile: track.profile,
        size: sameSize ? undefined : track,
        workDir,
        name: `piece-${pieces.size}`,
        ffmpegPath,
        signal,
      });
      track.declare(piece.sets);
      pieces.set(span, piece);
    }
  }
  return pieces;
}

export function countPictures(stretches: Stretch[]): number {
  return stretches
    .flatMap(({ plan }) => plan.spans)
    .reduce((count, { shown }) => count + shown.length, 0);
}

/** The clip's pictures in decoding order, each with its own time. */
export async function* videoSamples(
  stretches: Stretch[],
  pieces: Map<Span, Piece>,
  reader: SegmentReader,
): AsyncGenerator<Sample> {
  for (const { run, plan, at } of stretches) {
    const { originPts, endPts, spans } = plan;
    const shown = spans.flatMap((span) => span.shown);
    const next = new Map(shown.map((pts, i) => [pts, shown[i + 1] ?? endPts]));
    const timed = (pts: number) => {
      const from = Math.max(pts, originPts);
      const duration = (next.get(pts) ?? endPts) - from;
      return { time: (at + from - originPts) / TICKS, duration: duration / TICKS };
    };
    for (const span of spans) {
      const piece = pieces.get(span);
      if (piece) {
        const { video } = await readTs(piece.file);
        for (const [i, unit] of video.entries()) {
          yield { data: toSample(unit.data), key: i === 0, ...timed(span.shown[i] as number) };
        }
      } else {
        for (let i = span.first; i <= span.last; i++) {
          const { pts, key } = run.frames[i] as (typeof run.frames)[number];
          yield { data: toSample(await reader.picture(run, i)), key, ...timed(pts) };
        }
      }
    }
  }
}
