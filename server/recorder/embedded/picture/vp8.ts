import { isTooLarge } from '../../../h264/parameter-sets.ts';
import type { MediaPacket } from '../packets/rtp.ts';
import { type Frame, MOST_BYTES, MOST_PARTS } from './h264.ts';

const KEYFRAME_START = [0x9d, 0x01, 0x2a];
/** LiveKit ends a track with pictures of 8x8 pixels. */
const SMALLEST_PX = 16;

/** Makes pictures of VP8 in RTP (RFC 7741), `data` as the encoder gave it. After a loss nothing until the next keyframe. */
export class Vp8Depacketizer {
  #parts: Buffer[] = [];
  #bytes = 0;
  #timestamp: number | null = null;
  #arrivalMs = 0;
  /** This picture misses a part. */
  #damaged = false;
  #size = { width: 0, height: 0 };
  #gap = false;
  /** Pictures can't be decoded until the next keyframe. */
  waiting = true;
  /** Its pictures have more pixels than are recorded. */
  tooLarge = false;

  /** Packets have to come in order. @returns the picture that this packet completes */
  push({ payload, timestamp, marker, arrivalMs }: MediaPacket, afterLoss: boolean): Frame | null {
    if (afterLoss) this.#lose();
    if (payload.length === 0) return null;
    const { begins, size } = describe(payload);
    if (timestamp !== this.#timestamp) {
      if (this.#parts.length > 0) this.#lose();
      this.#parts = [];
      this.#bytes = 0;
      [this.#timestamp, this.#arrivalMs] = [timestamp, arrivalMs];
      this.#damaged = !begins;
    }
    this.#bytes += payload.length;
    if (this.#bytes > MOST_BYTES || this.#parts.length >= MOST_PARTS) {
      this.#lose();
      this.#parts = [];
    } else this.#parts.push(payload.subarray(size));
    return marker ? this.#finish(timestamp) : null;
  }

  #lose(): void {
    this.#damaged = true;
    if (!this.waiting) this.#gap = true;
    this.waiting = true;
  }

  #finish(timestamp: number): Frame | null {
    const data = Buffer.concat(this.#parts);
    [this.#parts, this.#timestamp] = [[], null];
    if (this.#damaged || data.length === 0) {
      this.#lose();
      return null;
    }
    // RFC 6386, 9.1: the first bit is 0 in a keyframe, which also tells its size.
    const keyframe = ((data[0] ?? 1) & 1) === 0;
    if (keyframe && KEYFRAME_START.every((byte, i) => data[3 + i] === byte) && data.length > 9) {
      this.#size = { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff };
      this.waiting = false;
      this.tooLarge = isTooLarge(this.#size);
      const isTiny = Math.min(this.#size.width, this.#size.height) < SMALLEST_PX;
      if (isTiny || this.tooLarge) this.#lose();
    }
    if (this.waiting) return null;
    const afterGap = this.#gap;
    this.#gap = false;
    return { timestamp, arrivalMs: this.#arrivalMs, data, keyframe, afterGap, ...this.#size };
  }
}

/** The payload descriptor: its length, and whether a picture begins behind it. */
function describe(payload: Buffer): { begins: boolean; size: number } {
  const [first = 0, extension = 0, pictureId = 0] = payload;
  const begins = (first & 0x17) === 0x10;
  if (!(first & 0x80)) return { begins, size: 1 };
  let size = 2;
  if (extension & 0x80) size += pictureId & 0x80 ? 2 : 1;
  if (extension & 0x40) size += 1;
  if (extension & 0x30) size += 1;
  return { begins, size };
}
