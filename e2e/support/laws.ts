import type { Beep } from './clip/beeps.ts';
import type { Frame } from './clip/frames.ts';
import type { Reading } from './clock.ts';
import { framesLost, framesLostAtEnd } from './frames-lost.ts';
import type { Sent } from './sent-frames.ts';

/** How much later than its picture Chromium captures a tab's sound differs from share to share; measured with the card. */
const CHROMIUM_SOUND_LATE_MS = { least: 0, most: 80 };

/** What a clip of the test card has to keep. All moments are on the server's clock, ms since the epoch. */
export interface Promised {
  fromMs: number;
  toMs: number;
  /** Which card; the clip may show no other. */
  card?: number;
  /** When the command was sent: the last frame must be less than a second older. */
  commandMs?: number;
  /** How far the sharer's clock, which is the card's, is ahead of the server's. */
  sharerAheadMs?: number;
  /** 'none': no sound at all. */
  sound?: 'beeps' | 'none';
  /** How much later than the picture the sound was recorded, ms, where it is known; else as Chromium does. */
  soundLateMs?: number;
  /**
   * The card tells when it was drawn, the recorder when it arrived: capture, encoding and the network lie between
   * and shift a whole clip into the past by so much at most.
   */
  longestDelayMs?: number;
  /** Between two frames of the source, ms: 33 for the moving card, 1000 for the still one. */
  frameMs?: number;
  /** Longest jump that the source did not have. */
  longestJumpMs?: number;
  /** What the browser really sent: excuses a jump over frames that it dropped itself, and an end that it sent late. */
  sent?: readonly Sent[];
  /** What the recorder wrote, where that is not the law's matter: the clip keeps its holes and its pace. */
  recorded?: readonly Frame[];
}

/** How far the sound may be from its picture beyond that. */
const SOUND_OFF_MS = 80;

/** How far the card's clock may seem ahead of arrival: a drawn frame can't arrive before, but stamps are rounded. */
const EARLY_MS = 20;

/** @returns one sentence for each law that the clip breaks; none when it is right */
export function checkClip(clip: Reading, promised: Promised): string[] {
  const frames = clip.frames.map((frame) => toServerClock(frame, promised));
  const read = frames.filter((frame): frame is ReadFrame => frame.clockMs !== null);
  if (read.length === 0) return [`none of ${frames.length} frames shows a test card`];
  return [
    ...checkContainer(clip, promised),
    ...checkReadable(frames),
    ...checkRange(read, clip, promised),
    ...checkJumps(read, promised),
    ...(promised.sound === 'none' ? [] : checkSound(clip.beeps, read, promised)),
  ];
}

/** How much later than drawn the picture stands in the clip, if the clip begins at `fromMs`: median, ms. */
export function delayMs(clip: Reading, fromMs: number, sharerAheadMs = 0): number {
  const delays = clip.frames
    .filter((frame) => frame.clockMs !== null)
    .map((frame) => fromMs + frame.ptsMs - ((frame.clockMs ?? 0) - sharerAheadMs));
  return median(delays);
}

/** As delayMs, of the picture that comes latest. */
export function longestDelayMs(clip: Reading, fromMs: number): number {
  const read = clip.frames.filter((frame): frame is ReadFrame => frame.clockMs !== null);
  return Math.max(...read.map(({ ptsMs, clockMs }) => fromMs + ptsMs - clockMs));
}

/** How much later than the picture the sound is: median of the beeps, ms. */
export function soundLateMs({ frames, beeps }: Reading): number {
  const read = frames.filter((frame): frame is ReadFrame => frame.clockMs !== null);
  return median(
    beeps.map(({ ptsMs, secondMod4 }) => {
      const clockMs = clockAt(read, ptsMs);
      return clockMs - nearestSecond(clockMs, secondMod4) * 1000;
    }),
  );
}

type ReadFrame = Frame & { clockMs: number; counter: number };

function toServerClock(frame: Frame, { sharerAheadMs = 0 }: Promised): Frame {
  return frame.clockMs === null ? frame : { ...frame, clockMs: frame.clockMs - sharerAheadMs };
}

function checkContainer(clip: Reading, { sound = 'beeps' }: Promised): string[] {
  const wrong = [];
  if (clip.videoCodec !== 'h264') wrong.push(`the picture is ${clip.videoCodec}, not h264`);
  if (clip.pixFmt !== 'yuv420p') wrong.push(`the pixels are ${clip.pixFmt}, not yuv420p`);
  if (sound === 'beeps' && clip.audioCodec !== 'aac')
    wrong.push(`the sound is ${clip.audioCodec}, not aac`);
  if (clip.faststart === false) wrong.push('the index is behind the media');
  return wrong;
}

function checkReadable(frames: Frame[]): string[] {
  const unread = frames.filter((frame) => frame.clockMs === null);
  if (unread.length === 0) return [];
  const where = unread.slice(0, 5).map((frame) => `${round(frame.ptsMs)} ms`);
  return [`${unread.length} of ${frames.length} frames can't be read, at ${where.join(', ')}`];
}

function checkRange(read: ReadFrame[], clip: Reading, promised: Promised): string[] {
  const { fromMs, toMs, commandMs, card, longestDelayMs = 250, frameMs = 34 } = promised;
  const wrong: string[] = [];
  const early = read.filter((frame) => frame.clockMs < fromMs - longestDelayMs);
  if (early.length > 0)
    wrong.push(
      `${early.length} frames are from before the range, by up to ${furthest(early, fromMs)} ms`,
    );
  const late = read.filter((frame) => frame.clockMs > toMs + EARLY_MS);
  if (late.length > 0)
    wrong.push(
      `${late.length} frames are from after the range, by up to ${furthest(late, toMs)} ms`,
    );
  const others = read.filter((frame) => card !== undefined && frame.card !== card);
  if (others.length > 0) wrong.push(`${others.length} frames show card ${others[0]?.card}`);
  const hidden = clip.hidden.filter((frame) => frame.clockMs !== null);
  if (hidden.length > 0) wrong.push(`${hidden.length} trimmed frames are still in the file`);

  const first = Math.min(...read.map((frame) => frame.clockMs));
  const last = Math.max(...read.map((frame) => frame.clockMs));
  if (first > fromMs + 2 * frameMs) wrong.push(`the first ${round(first - fromMs)} ms are missing`);
  if (last < toMs - longestDelayMs - 2 * frameMs && !isSentLate(read, clip, promised))
    wrong.push(`the last ${round(toMs - last)} ms are missing`);
  if (commandMs !== undefined && commandMs - last >= 1000 + frameMs)
    wrong.push(`the last frame was ${round(commandMs - last)} ms old at the command`);
  return wrong;
}

/** The end is missing only because the browser sent it later than the rest, which came in time. */
function isSentLate(read: ReadFrame[], clip: Reading, promised: Promised): boolean {
  const { fromMs, longestDelayMs = 250, sent, sharerAheadMs } = promised;
  if (!sent || sent.length === 0 || delayMs(clip, fromMs, sharerAheadMs) > longestDelayMs)
    return false;
  return Math.abs(framesLostAtEnd(read, promised, sent)) < 1.5;
}

function checkJumps(read: ReadFrame[], promised: Promised): string[] {
  const { longestJumpMs = 250, sent, recorded } = promised;
  const wrong: string[] = [];
  for (const [i, frame] of read.entries()) {
    const before = read[i - 1];
    if (!before) continue;
    const at = `at ${round(frame.ptsMs)} ms`;
    const clock = frame.clockMs - before.clockMs;
    const shown = frame.ptsMs - before.ptsMs;
    // Neighbours in the source's own counting: whatever lies between them, the source had it.
    const neighbours = (frame.counter - before.counter + 65536) % 65536 <= 1;
    if (shown <= 0) wrong.push(`time stands still or runs back ${at}`);
    if (clock < 0) wrong.push(`the picture jumps back by ${round(-clock)} ms ${at}`);
    // A witness that counts fewer than the clip shows did not see: it excuses nothing.
    const asRecorded = recorded && recordedBetween(before, frame, recorded);
    const excused =
      neighbours || asRecorded?.frames === 0 || (sent && Math.abs(framesLost(read, i, sent)) < 1.5);
    if (clock > longestJumpMs && !excused)
      wrong.push(`the picture jumps ahead by ${round(clock)} ms ${at}`);
    if (Math.abs(shown - (asRecorded?.tookMs ?? clock)) > longestJumpMs)
      wrong.push(`${round(clock)} ms of the source take ${round(shown)} ms ${at}`);
  }
  return wrong;
}

/** Two pictures of the source where the recorder wrote them; undefined where it did not write both, or they are one. */
function recordedBetween(before: ReadFrame, frame: ReadFrame, recorded: readonly Frame[]) {
  // A recorder of a steady rate repeats the picture that it has until there is another.
  if (before.clockMs === frame.clockMs) return undefined;
  const from = recorded.findLastIndex(({ clockMs }) => clockMs === before.clockMs);
  const to = recorded.findIndex(({ clockMs }) => clockMs === frame.clockMs);
  const [first, last] = [recorded[from], recorded[to]];
  return first && last && { frames: to - from - 1, tookMs: last.ptsMs - first.ptsMs };
}

function checkSound(beeps: Beep[], read: ReadFrame[], promised: Promised): string[] {
  const { fromMs, card, sharerAheadMs = 0, soundLateMs } = promised;
  const { least, most } = CHROMIUM_SOUND_LATE_MS;
  const earliestMs = (soundLateMs ?? least) - SOUND_OFF_MS;
  const latestMs = (soundLateMs ?? most) + SOUND_OFF_MS;
  const wrong: string[] = [];
  const heard = new Set<number>();
  for (const beep of beeps) {
    if (card !== undefined && beep.card !== card) {
      wrong.push(`card ${beep.card} beeps at ${round(beep.ptsMs)} ms`);
      continue;
    }
    const clockMs = clockAt(read, beep.ptsMs) + sharerAheadMs;
    const second = nearestSecond(clockMs, beep.secondMod4);
    const lateMs = clockMs - second * 1000;
    heard.add(second * 1000 - sharerAheadMs);
    if (lateMs < earliestMs || lateMs > latestMs)
      wrong.push(`the beep at ${round(beep.ptsMs)} ms is ${round(lateMs)} ms late`);
  }
  const due = dueBeeps(promised);
  const missing = due.filter((at) => !heard.has(at));
  // One may be Chromium's: with both cores busy its capture swallows a beep, and sound has no witness.
  if (missing.length > 1) {
    const where = missing.map((at) => round(at - fromMs)).join(', ');
    wrong.push(`${missing.length} of ${due.length} beeps are missing, ${where} ms after the start`);
  }
  return wrong;
}

/** The card's whole seconds within the range, on the server's clock; near the ends a beep may be cut into by right. */
function dueBeeps({ fromMs, toMs, sharerAheadMs = 0 }: Promised): number[] {
  const margin = 400;
  const first = Math.ceil((fromMs + margin + sharerAheadMs) / 1000) * 1000 - sharerAheadMs;
  const count = Math.max(0, Math.ceil((toMs - margin - first) / 1000));
  return Array.from({ length: count }, (_, i) => first + i * 1000);
}

/** The moment that the picture shows at `ptsMs`: of the frame nearest in time, carried on from there. */
function clockAt(read: ReadFrame[], ptsMs: number): number {
  const near = read.filter((frame) => Math.abs(frame.ptsMs - ptsMs) < 500);
  return (
    ptsMs + median((near.length > 0 ? near : read).map((frame) => frame.clockMs - frame.ptsMs))
  );
}

function nearestSecond(clockMs: number, mod4: number): number {
  return Math.round((clockMs / 1000 - mod4) / 4) * 4 + mod4;
}

function furthest(frames: ReadFrame[], edgeMs: number): number {
  return round(Math.max(...frames.map((frame) => Math.abs(frame.clockMs - edgeMs))));
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

const round = Math.round;
