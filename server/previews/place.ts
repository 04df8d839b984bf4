import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { lookAt } from '../clips/media/h264.ts';
import { PACKET, readTs, type Scratch } from '../clips/media/ts.ts';
import { BREAK_MS, unwrap } from '../clips/runs.ts';
import { SHORTEST } from '../clips/stretches.ts';
import { readSps } from '../h264/parameter-sets.ts';
import type { Log } from '../log.ts';
import type { Segment } from '../segments/range.ts';
import { type PlacedSegment, TICKS_PER_MS } from './preview.ts';

/** In so many bytes, a segment's first picture has begun. */
const HEAD_BYTES = 400 * PACKET;
/** Of a still page, there is one picture a second. */
const LONGEST_FRAME = 1000 * TICKS_PER_MS;

interface Seen {
  segment: Segment;
  bytes: number;
  /** Of its first picture, as written. */
  pts: number;
  size: { width: number; height: number } | null;
}

/**
 * Places held segments one after the other on media time, by their timestamps: playlists only round. Of each, only
 * the beginning is read. One that can't be read is left out: the cut would leave it out, too.
 * @returns also the size of the first picture; no segments when none can be read
 */
export async function placeSegments(held: Segment[], log: Log) {
  const seen = await lookAtAll(held, log);
  const segments: PlacedSegment[] = [];
  let goesOn = false;
  for (const [i, one] of seen.entries()) {
    if (!one) continue;
    const next = seen[i + 1];
    const untilNext = next ? await ticksUntil(one, next) : null;
    const ticks = untilNext ?? (await ticksToEnd(one));
    const placed = place(one, ticks, segments.at(-1), goesOn);
    segments.push(next && untilNext === null ? upTo(next, one, placed) : placed);
    goesOn = untilNext !== null;
  }
  const { width = 0, height = 0 } = seen.find((one) => one?.size)?.size ?? {};
  return { segments, width, height };
}

async function lookAtAll(held: Segment[], log: Log): Promise<(Seen | null)[]> {
  const scratch: Scratch = { bytes: Buffer.alloc(0) };
  const seen: (Seen | null)[] = [];
  for (const segment of held) {
    const { file } = segment;
    const one = await lookAtHead(segment, scratch).catch((err) => {
      log.warn({ err, file }, 'a segment cannot be read: left out of the preview');
      return null;
    });
    seen.push(one);
  }
  return seen;
}

async function lookAtHead(segment: Segment, scratch: Scratch): Promise<Seen | null> {
  const { size: bytes } = await stat(segment.file);
  const head = await readTs(segment.file, scratch, HEAD_BYTES);
  const { video } = head.video.length > 0 ? head : await readTs(segment.file);
  const first = video[0];
  if (!first) return null;
  const [sps] = lookAt(first.data).sets.sps;
  return { segment, bytes, pts: first.pts, size: sps ? readSps(sps) : null };
}

/** @returns ticks from one segment's first picture to the next one's; null when that does not go on from it */
async function ticksUntil({ segment, pts }: Seen, next: Seen): Promise<number | null> {
  const { discontinuity, folder, startMs } = next.segment;
  if (discontinuity || folder !== segment.folder) return null;
  const ticks = unwrap(next.pts, pts);
  const ms = ticks / TICKS_PER_MS;
  if (ticks <= 0 || Math.abs(ms - (startMs - segment.startMs)) > BREAK_MS) return null;
  if (ms - segment.durationMs <= BREAK_MS) return ticks;
  const shownMs = ((await readTimes(segment.file)).at(-1) ?? 0) / TICKS_PER_MS;
  return ms - shownMs > BREAK_MS ? null : ticks;
}

/** As listed, but not before its last picture was shown as long as the one before it: so long, players show it. */
async function ticksToEnd({ segment }: Seen): Promise<number> {
  const listed = Math.round(segment.durationMs * TICKS_PER_MS);
  if (segment.cutOff) return listed;
  const times = await readTimes(segment.file);
  const [before = 0, last = 0] = times.slice(-2);
  const shown = Math.min(LONGEST_FRAME, Math.max(SHORTEST, last - before));
  return Math.max(listed, (times.at(-1) ?? 0) + shown);
}

/** When a segment's pictures are shown, ticks from its first one, rising. */
async function readTimes(file: string): Promise<number[]> {
  const { video } = await readTs(file);
  const from = video[0]?.pts ?? 0;
  return video.map(({ pts }) => unwrap(pts, from)).sort((a, b) => a - b);
}

function place(
  { segment, bytes, pts }: Seen,
  ticks: number,
  previous: PlacedSegment | undefined,
  goesOn: boolean,
): PlacedSegment {
  const { file, folder, cutOff } = segment;
  const endMs = previous ? previous.startMs + previous.ticks / TICKS_PER_MS : 0;
  return {
    name: basename(file),
    at: previous ? previous.at + previous.ticks : 0,
    ...{ ticks, pts },
    // The clock never goes back, where it is off by a little.
    startMs: goesOn ? endMs : Math.max(endMs, segment.startMs),
    ...{ bytes, folder, ...(cutOff && { cutOff }) },
    breaks: !goesOn,
  };
}

/** Where two recordings overlap, the later one takes over, as in the cut: so each picture is seen at its own time. */
function upTo(next: Seen, { segment }: Seen, placed: PlacedSegment): PlacedSegment {
  const lastsMs = next.segment.startMs - segment.startMs;
  const ticks = Math.max(SHORTEST, Math.round(lastsMs * TICKS_PER_MS));
  return ticks < placed.ticks ? { ...placed, ticks, cutOff: true } : placed;
}
