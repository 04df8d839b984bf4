import { type AacFormat, type AacFrame, isSameAac, readAdts } from '../aac.ts';
import type { Log } from '../log.ts';
import type { Segment } from '../segments/range.ts';
import type { FormatTable } from './media/formats.ts';
import { lookAt } from './media/h264.ts';
import { readTs, type Scratch, type Unit } from './media/ts.ts';
import type { Frame } from './plan.ts';

/** A place in a run's segments: which of them, and which of its pictures or sound frames. */
interface Place {
  segment: number;
  index: number;
}

/** Segments whose timestamps go on from one another: one recording without a break. */
export interface Run {
  segments: Anchor[];
  /** Decoding order. */
  frames: (Frame & Place)[];
  audio: ({ pts: number } & Place)[];
  audioFormat: AacFormat | null;
}

/** Where a segment lies on both clocks: the run's (ticks) and the server's (ms). */
export interface Anchor {
  file: string;
  pts: number;
  startMs: number;
  durationMs: number;
  /** See Segment. */
  cutOff?: true | undefined;
}

export interface SegmentMedia {
  video: Unit[];
  audio: AacFrame[];
  audioFormat: AacFormat | null;
}

const WRAP = 2 ** 33;
/** How far a segment may begin from where the one before ended, ms: more is a break, marked or not. */
export const BREAK_MS = 500;

/** What the next segment has to go on from. */
interface Before {
  segment: Segment;
  firstPts: number;
  /** Of its last picture or sound, whichever is later. */
  lastPts: number;
  lastPicturePts: number;
}

export async function readSegment(file: string, scratch?: Scratch): Promise<SegmentMedia> {
  const { video, audio } = await readTs(file, scratch);
  const { format, frames } = readAdts(audio);
  return { video, audio: frames, audioFormat: format };
}

/**
 * Looks through all segments, one in memory at a time. One that can't be read, or has no picture, is a gap.
 * @returns runs in the order of the segments
 */
export async function readRuns(
  segments: Segment[],
  formats: FormatTable,
  log: Log,
  signal?: AbortSignal,
): Promise<Run[]> {
  const runs: Run[] = [];
  let previous: Before | null = null;
  let basePts = 0;
  const scratch = { bytes: Buffer.alloc(0) };
  for (const segment of segments) {
    signal?.throwIfAborted();
    const media = await readPictured(segment.file, formats, scratch).catch((error: unknown) => {
      log.warn(
        { err: error, file: segment.file },
        'a segment cannot be read: left out of the clip',
      );
      return null;
    });
    if (!media || media.video.length === 0) {
      previous = null;
      continue;
    }
    const firstRaw = media.video[0]?.pts ?? 0;
    let run = runs.at(-1);
    if (!run || !previous || breaksOff(previous, segment, media, unwrap(firstRaw, basePts), run)) {
      run = { segments: [], frames: [], audio: [], audioFormat: media.audioFormat };
      runs.push(run);
      basePts = firstRaw;
    }
    previous = { segment, ...addSegment(run, segment, media, basePts) };
  }
  return runs;
}

/** A segment, and of each of its pictures whether decoding can begin there, and which format it brings, if any. */
interface Pictured extends SegmentMedia {
  looks: { key: boolean; format: number | null }[];
}

/** @throws Error also when its parameter sets can't be used, or its groups of pictures are shown over one another */
async function readPictured(file: string, formats: FormatTable, scratch: Scratch) {
  const media = await readSegment(file, scratch);
  const looks = media.video.map(({ data }) => {
    const { key, sets } = lookAt(data);
    return { key, format: key && sets.sps.length > 0 ? formats.idOf(sets) : null };
  });
  let latest = Number.NEGATIVE_INFINITY;
  for (const [i, { pts }] of media.video.entries()) {
    const at = unwrap(pts, media.video[0]?.pts ?? 0);
    if (looks[i]?.key && at <= latest)
      throw new Error('a keyframe is shown before what it follows');
    latest = Math.max(latest, at);
  }
  return { ...media, looks } satisfies Pictured;
}

/**
 * The clock and the timestamps have to agree, and to go on from where the one before ended. EXTINF is only
 * believed where pictures and sound end earlier than it says: on a still page.
 */
function breaksOff(
  before: Before,
  segment: Segment,
  media: SegmentMedia,
  pts: number,
  run: Run,
): boolean {
  if (segment.discontinuity || segment.folder !== before.segment.folder) return true;
  const { startMs, durationMs } = before.segment;
  if (pts <= before.lastPicturePts) return true;
  const byTimestamps = (pts - before.firstPts) / 90;
  const disagree = Math.abs(byTimestamps - (segment.startMs - startMs));
  const endsAt = Math.max(durationMs, (before.lastPts - before.firstPts) / 90);
  const sound = run.audioFormat;
  const otherSound = sound && media.audioFormat && !isSameAac(sound, media.audioFormat);
  return disagree > BREAK_MS || byTimestamps - endsAt > BREAK_MS || !!otherSound;
}

function addSegment(
  run: Run,
  segment: Segment,
  media: Pictured,
  basePts: number,
): Omit<Before, 'segment'> {
  const at = run.segments.length;
  let earliest = Number.POSITIVE_INFINITY;
  let latest = Number.NEGATIVE_INFINITY;
  let format = run.frames.at(-1)?.format ?? -1;
  for (const [index, unit] of media.video.entries()) {
    const pts = unwrap(unit.pts, basePts);
    const { key = false, format: own = null } = media.looks[index] ?? {};
    format = own ?? format;
    earliest = Math.min(earliest, pts);
    latest = Math.max(latest, pts);
    run.frames.push({ pts, key: key && format >= 0, format, segment: at, index });
  }
  const lastPicturePts = latest;
  for (const [index, frame] of media.audio.entries()) {
    const pts = unwrap(frame.pts, basePts);
    latest = Math.max(latest, pts);
    run.audio.push({ pts, segment: at, index });
  }
  run.audioFormat ??= media.audioFormat;
  const { file, startMs, durationMs, cutOff } = segment;
  run.segments.push({ file, startMs, durationMs, cutOff, pts: earliest });
  return { firstPts: earliest, lastPts: latest, lastPicturePts };
}

/** Ticks from `base` to `pts`, across the wrap of 33 bits. */
export function unwrap(pts: number, base: number): number {
  const ahead = (((pts - base) % WRAP) + WRAP) % WRAP;
  return ahead < WRAP / 2 ? ahead : ahead - WRAP;
}

/** The run's own clock at a moment of the server's; never back where the two disagree a little. */
export function ptsAt(run: Run, ms: number): number {
  const at = Math.max(
    0,
    run.segments.findLastIndex((segment) => segment.startMs <= ms),
  );
  const anchor = run.segments[at] ?? firstOf(run);
  const nextPts = run.segments[at + 1]?.pts ?? Number.POSITIVE_INFINITY;
  return Math.min(anchor.pts + Math.round((ms - anchor.startMs) * 90), nextPts);
}

/** The server's clock at a moment of the run's. */
export function msAt(run: Run, pts: number): number {
  const anchor = run.segments.findLast((segment) => segment.pts <= pts) ?? firstOf(run);
  return anchor.startMs + (pts - anchor.pts) / 90;
}

function firstOf(run: Run): Anchor {
  const first = run.segments[0];
  if (!first) throw new Error('a run has at least one segment');
  return first;
}
