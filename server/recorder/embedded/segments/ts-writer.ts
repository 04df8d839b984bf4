/** One access unit: a picture in Annex B, or a frame of AAC with its ADTS header. */
export interface Unit {
  /** 90 kHz; may be over 33 bits. */
  pts: number;
  data: Buffer;
}

export interface PictureUnit extends Unit {
  keyframe: boolean;
}

const PACKET = 188;
const HEADER = 4;
const PAT_PID = 0;
const PMT_PID = 0x1000;
const PICTURE_PID = 0x100;
const SOUND_PID = 0x101;
const H264 = 0x1b;
const AAC_ADTS = 0x0f;
/** A presentation timestamp has 33 bits. */
const PTS_SPAN = 2 ** 33;
/** How long before it is shown a picture is there, 90 kHz: 100 ms. */
const PCR_LEAD = 9000;
/** Length, flags and clock reference, which every picture's first packet has. */
const CLOCK_FIELD = 8;
const ACCESS_UNIT_DELIMITER = Buffer.from([0, 0, 0, 1, 9, 0xf0]);

/**
 * Writes MPEG-TS segments (ISO/IEC 13818-1): one programme, H.264 and AAC, one access unit a PES packet. Each begins
 * with the tables and plays by itself; one after the other they are one stream.
 */
export class TsWriter {
  readonly #counters = new Map<number, number>();
  readonly #map: Buffer;

  /** @param isSoundOnly no picture ever comes */
  constructor({ isSoundOnly = false } = {}) {
    this.#map = isSoundOnly ? SOUND_ONLY_PMT : PMT;
  }

  /** Pictures are decoded in the order they are shown; both lists rise in time. */
  segment(pictures: PictureUnit[], sounds: Unit[]): Buffer {
    const units = [
      ...sounds.map((unit) => ({ pts: unit.pts, data: unit.data, head: soundHead(unit) })),
      ...pictures.map((unit) => ({ ...unit, head: pictureHead(unit) })),
    ].sort((a, b) => a.pts - b.pts);
    const packets = units.map(packetsOf).reduce((sum, count) => sum + count, 2);
    const bytes = Buffer.allocUnsafe(packets * PACKET);
    let at = this.#table(bytes, 0, PAT_PID, PAT);
    at = this.#table(bytes, at, PMT_PID, this.#map);
    for (const unit of units) at = this.#unit(bytes, at, unit);
    return bytes;
  }

  #table(bytes: Buffer, at: number, pid: number, table: Buffer): number {
    this.#header(bytes, at, pid, true, false);
    bytes[at + HEADER] = 0;
    table.copy(bytes, at + HEADER + 1);
    bytes.fill(0xff, at + HEADER + 1 + table.length, at + PACKET);
    return at + PACKET;
  }

  #unit(bytes: Buffer, start: number, unit: Pes): number {
    const { head, data, keyframe, pts } = unit;
    const isPicture = keyframe !== undefined;
    const pid = isPicture ? PICTURE_PID : SOUND_PID;
    const size = head.length + data.length;
    let at = start;
    for (let sent = 0; sent < size; at += PACKET) {
      const field = sent === 0 && isPicture ? CLOCK_FIELD : 0;
      const take = Math.min(size - sent, PACKET - HEADER - field);
      const from = at + PACKET - take;
      this.#header(bytes, at, pid, sent === 0, from > at + HEADER);
      if (from > at + HEADER) {
        bytes[at + HEADER] = from - at - HEADER - 1;
        if (from > at + HEADER + 1) bytes[at + HEADER + 1] = 0;
        bytes.fill(0xff, at + HEADER + 2, from);
        if (field > 0) writeClock(bytes, at + HEADER + 1, pts, keyframe === true);
      }
      const ofHead = Math.min(Math.max(0, head.length - sent), take);
      const to = sent + take - head.length;
      if (ofHead > 0) head.copy(bytes, from, sent, sent + ofHead);
      if (take > ofHead) data.copy(bytes, from + ofHead, to - take + ofHead, to);
      sent += take;
    }
    return at;
  }

  #header(bytes: Buffer, at: number, pid: number, starts: boolean, hasField: boolean): void {
    const counter = this.#counters.get(pid) ?? 0;
    this.#counters.set(pid, (counter + 1) & 15);
    bytes[at] = 0x47;
    bytes.writeUInt16BE((starts ? 0x4000 : 0) | pid, at + 1);
    bytes[at + 3] = (hasField ? 0x30 : 0x10) | counter;
  }
}

/** A PES packet: `head` is all that comes before the access unit's own bytes. Only pictures can be keyframes. */
interface Pes extends Unit {
  head: Buffer;
  keyframe?: boolean;
}

function packetsOf({ head, data, keyframe }: Pes): number {
  const field = keyframe === undefined ? 0 : CLOCK_FIELD;
  return Math.ceil((head.length + data.length + field) / (PACKET - HEADER));
}

function pictureHead({ pts }: Unit): Buffer {
  // A picture may be longer than the 16 bits of the length: 0 says until the next one.
  return Buffer.concat([pesHeader(0xe0, 0, pts), ACCESS_UNIT_DELIMITER]);
}

function soundHead({ pts, data }: Unit): Buffer {
  return pesHeader(0xc0, 8 + data.length, pts);
}

function pesHeader(stream: number, length: number, pts: number): Buffer {
  const header = Buffer.from([0, 0, 1, stream, 0, 0, 0x84, 0x80, 5, 0, 0, 0, 0, 0]);
  header.writeUInt16BE(length, 4);
  const time = pts % PTS_SPAN;
  header[9] = 0x21 | (Math.floor(time / 2 ** 30) << 1);
  header.writeUInt16BE((((time >>> 15) & 0x7fff) << 1) | 1, 10);
  header.writeUInt16BE(((time & 0x7fff) << 1) | 1, 12);
  return header;
}

/** Adaptation field after its length: that the stream can be entered here, and the programme's clock. */
function writeClock(bytes: Buffer, at: number, pts: number, keyframe: boolean): void {
  const time = (pts - PCR_LEAD + PTS_SPAN) % PTS_SPAN;
  bytes[at] = (keyframe ? 0x40 : 0) | 0x10;
  bytes.writeUInt32BE(Math.floor(time / 2), at + 1);
  bytes[at + 5] = ((time % 2) << 7) | 0x7e;
  bytes[at + 6] = 0;
}

// biome-ignore format: one row, one field of the table
const PAT = table(0, [
  0, 1, 0xe0 | (PMT_PID >> 8), PMT_PID & 0xff,
]);
// biome-ignore format: one row, one field of the table
const PMT = table(2, [
  0xe0 | (PICTURE_PID >> 8), PICTURE_PID & 0xff, 0xf0, 0,
  H264, 0xe0 | (PICTURE_PID >> 8), PICTURE_PID & 0xff, 0xf0, 0,
  AAC_ADTS, 0xe0 | (SOUND_PID >> 8), SOUND_PID & 0xff, 0xf0, 0,
]);
// biome-ignore format: one row, one field of the table
const SOUND_ONLY_PMT = table(2, [
  // No packet carries the programme's clock.
  0xff, 0xff, 0xf0, 0,
  AAC_ADTS, 0xe0 | (SOUND_PID >> 8), SOUND_PID & 0xff, 0xf0, 0,
]);

function table(id: number, body: number[]): Buffer {
  const length = 5 + body.length + 4;
  const bytes = Buffer.from([id, 0xb0, length, 0, 1, 0xc1, 0, 0, ...body, 0, 0, 0, 0]);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, -4)), bytes.length - 4);
  return bytes;
}

/** Not zlib's: MPEG's runs from the highest bit down. */
function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc << 1) ^ (crc & 0x80000000 ? 0x04c11db7 : 0);
  }
  return crc >>> 0;
}
