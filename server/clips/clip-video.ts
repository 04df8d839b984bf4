import type { Format, Track } from './media/formats.ts';
import { toSample } from './media/h264.ts';
import type { Sample } from './media/mp4.ts';
import { readTs } from './media/ts.ts';
import { encodePiece, type Piece } from './piece.ts';
import type { Span } from './plan.ts';
import type { SegmentReader } from './segment-reader.ts';
import { writeMark } from './still-mark.ts';
import type { Stretch } from './stretches.ts';

const TICKS = 90_000;
/** A shorter gap is not marked: its last picture just stands. */
const MARKED = TICKS / 2;
/** Pictures of a marked still: one a second, so that players find a place in it, but not in hours of them. */
const MOST_STILLS = 60;

/** What had to be encoded: spans that can't be copied, and stills after stretches. */
export type Pieces = Map<Span | Stretch, Piece>;

/** Encodes what can't be copied, so that its parameter sets are known before the first sample is written. */
export async function encodePieces(options: {
  stretches: Stretch[];
  track: Track;
  formats: Format[];
  reader: SegmentReader;
  workDir: string;
  ffmpegPath: string;
  signal?: AbortSignal | undefined;
}): Promise<Pieces> {
  const { stretches, track, formats, reader, workDir, ffmpegPath, signal } = options;
  const pieces: Pieces = new Map();
  // One id for each source format: its pieces come out with the same parameter sets. Stills count from the end.
  const idOf = (format: number) => track.freeIds.at(format % track.freeIds.length) as number;
  async function encode(
    run: Stretch['run'],
    of: Span | Stretch,
    span: Span,
    keep: number,
    mark?: string,
  ) {
    const piece = await encodePiece({
      units: reader.units(run, span),
      skip: span.skip,
      keep,
      parameterSetId: idOf(mark ? -1 - (span.format % track.freeIds.length) : span.format),
      from: formats[span.format] as Format,
      to: track,
      mark,
      workDir,
      name: `piece-${pieces.size}`,
      ffmpegPath,
      signal,
    });
    track.declare(piece.sets);
    pieces.set(of, piece);
  }
  for (const stretch of stretches) {
    const { run, plan } = stretch;
    for (const span of plan.spans) {
      if (span.kind === 'encode') await encode(run, span, span, span.shown.length);
    }
    const stills = countStills(stretch);
    const span = plan.spans.at(-1);
    if (stills > 0 && span) {
      const mark = await writeMark(workDir);
      await encode(run, stretch, lastPicture(run.frames, span), stills, mark);
    }
  }
  return pieces;
}

/** What to read for the last picture that a span shows. */
function lastPicture(frames: Stretch['run']['frames'], span: Span): Span {
  const { last, format } = span;
  const shown = span.shown.slice(-1);
  const first = frames.findLastIndex((frame, i) => frame.key && i <= last);
  const before = frames.slice(first, last + 1).filter(({ pts }) => pts < (shown[0] as number));
  return { kind: 'encode', first, last, shown, skip: before.length, format };
}

function countStills({ gapAfter }: Stretch): number {
  return gapAfter < MARKED ? 0 : Math.min(MOST_STILLS, Math.ceil(gapAfter / TICKS));
}

export function countPictures(stretches: Stretch[]): number {
  return stretches.reduce(
    (count, stretch) =>
      stretch.plan.spans.reduce((sum, { shown }) => sum + shown.length, count) +
      countStills(stretch),
    0,
  );
}

/** The clip's pictures in decoding order, each with its own time. */
export async function* videoSamples(
  stretches: Stretch[],
  pieces: Pieces,
  reader: SegmentReader,
): AsyncGenerator<Sample> {
  for (const stretch of stretches) {
    yield* stretchSamples(stretch, pieces, reader);
    const still = pieces.get(stretch);
    if (!still) continue;
    const { plan, at, gapAfter } = stretch;
    const from = at + plan.endPts - plan.originPts;
    const { video } = await readTs(still.file);
    const duration = gapAfter / video.length / TICKS;
    for (const [i, { data }] of video.entries()) {
      yield { data: toSample(data), key: i === 0, time: from / TICKS + i * duration, duration };
    }
  }
}

async function* stretchSamples(
  stretch: Stretch,
  pieces: Pieces,
  reader: SegmentReader,
): AsyncGenerator<Sample> {
  const { run, plan, at, gapAfter } = stretch;
  const { originPts, spans } = plan;
  const endPts = plan.endPts + (pieces.has(stretch) ? 0 : gapAfter);
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
