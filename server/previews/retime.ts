import { PACKET } from '../clips/media/ts.ts';

/** Where a segment's timestamps are moved to, ticks of 90 kHz. */
export interface NewTimes {
  /** Added to each. */
  offset: number;
  /** Nothing is heard, shown or decoded before this moment: what would be, is so then. */
  from: number;
  /** What would be heard or shown from here on is taken out. */
  to: number;
}

const WRAP = 2 ** 33;
/** Packets that say nothing. */
const NULL_PID = 0x1fff;

/**
 * Moves the timestamps of an MPEG-TS segment (ISO/IEC 13818-1), in place: what comes from several recordings plays as
 * one then. Players guess where a segment belongs that follows a discontinuity, and are up to a second wrong.
 */
export function retime(bytes: Buffer, times: NewTimes): void {
  const left = new Set<number>();
  let decodeAt = times.from;
  for (let at = 0; at + PACKET <= bytes.length; at += PACKET) {
    const pid = bytes.readUInt16BE(at + 1) & 0x1fff;
    const flags = (bytes[at + 3] as number) & 0x30;
    const hasField = (flags & 0x20) !== 0;
    const payload = at + 4 + (hasField ? 1 + (bytes[at + 4] as number) : 0);
    if (hasField) moveClock(bytes, at + 4, times.offset);
    const starts = ((bytes[at + 1] as number) & 0x40) !== 0 && (flags & 0x10) !== 0;
    if (starts && isTimedPes(bytes, payload, at + PACKET)) {
      const pts = moved(readTime(bytes, payload + 9), times.offset);
      if (pts >= times.to) left.add(pid);
      else left.delete(pid);
      writeTime(bytes, payload + 9, Math.max(pts, times.from));
      if (((bytes[payload + 7] as number) & 0x40) !== 0) {
        const dts = moved(readTime(bytes, payload + 14), times.offset);
        decodeAt = Math.max(dts, decodeAt + 1);
        writeTime(bytes, payload + 14, decodeAt);
      }
    }
    if (left.has(pid)) bytes.writeUInt16BE(NULL_PID, at + 1);
  }
}

function isTimedPes(bytes: Buffer, at: number, end: number): boolean {
  if (at + 19 > end || bytes.readUIntBE(at, 3) !== 1) return false;
  return ((bytes[at + 7] as number) & 0x80) !== 0;
}

/** The programme's clock, in an adaptation field that begins with its length. */
function moveClock(bytes: Buffer, at: number, offset: number): void {
  if ((bytes[at] as number) < 7 || ((bytes[at + 1] as number) & 0x10) === 0) return;
  const clock = bytes.readUInt32BE(at + 2) * 2 + ((bytes[at + 6] as number) >> 7);
  const moved = wrapped(clock + offset);
  bytes.writeUInt32BE(Math.floor(moved / 2), at + 2);
  bytes[at + 6] = ((moved % 2) << 7) | ((bytes[at + 6] as number) & 0x7f);
}

function readTime(bytes: Buffer, at: number): number {
  const high = ((bytes[at] as number) >> 1) & 7;
  return (
    high * 2 ** 30 + (bytes.readUInt16BE(at + 1) >> 1) * 2 ** 15 + (bytes.readUInt16BE(at + 3) >> 1)
  );
}

function writeTime(bytes: Buffer, at: number, ticks: number): void {
  const time = wrapped(ticks);
  bytes[at] = ((bytes[at] as number) & 0xf1) | (Math.floor(time / 2 ** 30) << 1);
  bytes.writeUInt16BE((((time >>> 15) & 0x7fff) << 1) | 1, at + 1);
  bytes.writeUInt16BE(((time & 0x7fff) << 1) | 1, at + 3);
}

/** Below zero rather than at the end of what 33 bits hold. */
function moved(ticks: number, offset: number): number {
  const time = wrapped(ticks + offset);
  return time < WRAP / 2 ? time : time - WRAP;
}

const wrapped = (ticks: number) => ((ticks % WRAP) + WRAP) % WRAP;
