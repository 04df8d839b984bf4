import { isTooLarge, readPpsId, readSps } from '../../../h264/parameter-sets.ts';
import type { MediaPacket } from '../packets/rtp.ts';

/** One whole picture. */
export interface Frame {
  /** RTP timestamp, 32 bits. */
  timestamp: number;
  /** Of its first packet. */
  arrivalMs: number;
  /** Annex B; a keyframe brings its parameter sets along. */
  data: Buffer;
  keyframe: boolean;
  /** The first one after pictures that are missing: always a keyframe. */
  afterGap: boolean;
  /** Pixels. */
  width: number;
  height: number;
}

const NAL = { slice: 1, idr: 5, sps: 7, pps: 8, delimiter: 9, stapA: 24, fuA: 28 } as const;
const START_CODE = Buffer.from([0, 0, 0, 1]);
/** On unpublish Chromium sends pictures of 2x2 pixels. */
const SMALLEST_PX = 16;
/** No picture takes so much; one without an end would. */
export const MOST_BYTES = 16 << 20;
/** The same of its pieces: thousands may stand in one packet, and each costs more than its bytes. */
export const MOST_PARTS = 1 << 16;

/** Makes pictures of H.264 in RTP (RFC 6184). After a loss it gives nothing until the next keyframe. */
export class H264Depacketizer {
  #parts: Buffer[] = [];
  /** Sets that are new with this picture. */
  #newSets: Buffer[] = [];
  #timestamp: number | null = null;
  #arrivalMs = 0;
  #bytes = 0;
  #pieces = 0;
  #idr = false;
  #slices = false;
  #sps: Buffer | null = null;
  /** By their numbers: some encoders have several. */
  readonly #pps = new Map<number, Buffer>();
  #size = { width: 0, height: 0 };
  /** A fragmented unit is being put together. */
  #inFragment = false;
  /** This picture misses a part. */
  #damaged = false;
  /** Pictures can't be decoded until the next keyframe. */
  waiting = true;
  /** Its pictures have more pixels than are recorded. */
  tooLarge = false;
  #gap = false;

  /** Packets have to come in order. @returns the picture that this packet completes */
  push(packet: MediaPacket, afterLoss: boolean): Frame | null {
    if (afterLoss) this.lose();
    if (packet.payload.length === 0) return null;
    if (packet.timestamp !== this.#timestamp) {
      // Its last packet, with the marker, never came.
      if (this.#timestamp !== null && this.#slices) this.lose();
      this.#begin(packet);
      this.#damaged = afterLoss && !startsPicture(packet.payload);
    }
    this.#bytes += packet.payload.length;
    this.#pieces += 1;
    if (this.#bytes > MOST_BYTES || this.#pieces > MOST_PARTS) {
      this.lose();
      [this.#parts, this.#newSets] = [[], []];
    } else this.#add(packet.payload);
    if (!packet.marker) return null;
    const frame = this.#finish();
    this.#begin(null);
    return frame;
  }

  /** Something is missing here: what is left can't be used before the next keyframe. */
  lose(): void {
    this.#damaged = true;
    if (!this.waiting) this.#gap = true;
    this.waiting = true;
  }

  #begin(packet: MediaPacket | null): void {
    this.#parts = [];
    this.#newSets = [];
    [this.#bytes, this.#pieces] = [0, 0];
    this.#timestamp = packet?.timestamp ?? null;
    this.#arrivalMs = packet?.arrivalMs ?? 0;
    this.#idr = false;
    this.#slices = false;
    this.#inFragment = false;
    this.#damaged = false;
  }

  #add(payload: Buffer): void {
    const type = (payload[0] ?? 0) & 31;
    if (type === NAL.stapA) {
      for (let at = 1; at + 2 < payload.length; ) {
        const end = at + 2 + payload.readUInt16BE(at);
        if (end > payload.length) return this.lose();
        this.#pieces += 1;
        this.#unit(payload.subarray(at + 2, end));
        at = end;
      }
    } else if (type === NAL.fuA) this.#fragment(payload);
    else if (type > 0 && type < NAL.stapA) this.#unit(payload);
    else this.lose();
  }

  #fragment(payload: Buffer): void {
    const [indicator = 0, header = 0] = payload;
    const [begins, ends] = [(header & 0x80) !== 0, (header & 0x40) !== 0];
    if (begins) {
      this.#note(header & 31);
      this.#parts.push(START_CODE, Buffer.from([(indicator & 0xe0) | (header & 31)]));
    } else if (!this.#inFragment) return this.lose();
    this.#parts.push(payload.subarray(2));
    this.#inFragment = !ends;
  }

  #unit(unit: Buffer): void {
    const type = (unit[0] ?? 0) & 31;
    this.#note(type);
    if (type === NAL.sps || type === NAL.pps) this.#takeSet(type, Buffer.from(unit));
    else if (type !== NAL.delimiter) this.#parts.push(START_CODE, unit);
  }

  #note(type: number): void {
    if (type === NAL.idr) this.#idr = true;
    if (type >= NAL.slice && type <= NAL.idr) this.#slices = true;
  }

  /** One that can't be read is a part that is missing. */
  #takeSet(type: number, set: Buffer): void {
    try {
      const isNew = type === NAL.sps ? this.#takeSps(set) : this.#takePps(set);
      if (isNew) this.#newSets.push(set);
    } catch {
      this.lose();
    }
  }

  #takeSps(set: Buffer): boolean {
    if (this.#sps?.equals(set)) return false;
    this.#size = readSps(set);
    this.#sps = set;
    // They belonged to the one before.
    this.#pps.clear();
    return true;
  }

  #takePps(set: Buffer): boolean {
    const id = readPpsId(set);
    if (this.#pps.get(id)?.equals(set)) return false;
    this.#pps.set(id, set);
    return true;
  }

  #finish(): Frame | null {
    if (!this.#slices && !this.#damaged) return null;
    if (this.#inFragment) this.lose();
    if (this.#damaged) return null;
    const tiny = this.#size.width < SMALLEST_PX || this.#size.height < SMALLEST_PX;
    this.tooLarge = isTooLarge(this.#size);
    const isOfUse = !tiny && !this.tooLarge;
    if (this.#idr && this.#sps && this.#pps.size > 0 && isOfUse) this.waiting = false;
    else if (this.#idr) this.lose();
    if (this.waiting) return null;
    const afterGap = this.#gap;
    this.#gap = false;
    const sets = this.#idr && this.#sps ? [this.#sps, ...this.#pps.values()] : this.#newSets;
    return {
      timestamp: this.#timestamp ?? 0,
      arrivalMs: this.#arrivalMs,
      data: Buffer.concat([...sets.flatMap((set) => [START_CODE, set]), ...this.#parts]),
      keyframe: this.#idr,
      afterGap,
      width: this.#size.width,
      height: this.#size.height,
    };
  }
}

/** A picture that begins with parameter sets, as every keyframe does, has lost nothing before them. */
function startsPicture(payload: Buffer): boolean {
  const type = (payload[0] ?? 0) & 31;
  const first = type === NAL.stapA ? (payload[3] ?? 0) & 31 : type;
  return first === NAL.sps || first === NAL.delimiter;
}
