const FILE_HEADER_BYTES = 9 + 4;
const TAG_HEADER_BYTES = 11;
const VIDEO = 9;
/** Sound, pictures, and data about them. */
const KINDS = new Set([8, VIDEO, 18]);
const START_CODE = Buffer.from([0, 0, 0, 1]);

/** Reads H.264 pictures out of ffmpeg's FLV, which tells where each ends at once. */
export class FlvReader {
  readonly #onPicture: (annexB: Buffer, atMs: number) => void;
  #unread: Buffer = Buffer.alloc(0);
  #begun = false;
  #sets: Buffer = Buffer.alloc(0);

  /** @param onPicture Annex B; a keyframe with its parameter sets; with its decoding time, ms */
  constructor(onPicture: (annexB: Buffer, atMs: number) => void) {
    this.#onPicture = onPicture;
  }

  /** @throws Error when it is not FLV */
  push(chunk: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, chunk]);
    if (!this.#begun) {
      if (this.#unread.length < FILE_HEADER_BYTES) return;
      if (this.#unread.toString('latin1', 0, 3) !== 'FLV') throw new Error('not FLV');
      this.#unread = this.#unread.subarray(FILE_HEADER_BYTES);
      this.#begun = true;
    }
    while (this.#unread.length >= TAG_HEADER_BYTES) {
      const kind = this.#unread[0] ?? 0;
      if (!KINDS.has(kind)) throw new Error(`no tag of FLV: ${kind}`);
      const end = TAG_HEADER_BYTES + this.#unread.readUIntBE(1, 3);
      if (this.#unread.length < end + 4) return;
      const atMs = this.#unread.readUIntBE(4, 3) + (this.#unread[7] ?? 0) * 2 ** 24;
      if (kind === VIDEO) this.#video(this.#unread.subarray(TAG_HEADER_BYTES, end), atMs);
      this.#unread = this.#unread.subarray(end + 4);
    }
  }

  /** Kind of picture and codec (8 bits), kind of packet (8), composition time (24), what is packed. */
  #video(tag: Buffer, atMs: number): void {
    const keyframe = (tag[0] ?? 0) >> 4 === 1;
    const packed = tag.subarray(5);
    if (tag[1] === 0) this.#sets = parameterSets(packed);
    if (tag[1] !== 1) return;
    const units = annexB(packed);
    this.#onPicture(keyframe ? Buffer.concat([this.#sets, ...units]) : Buffer.concat(units), atMs);
  }
}

/** Of an AVCDecoderConfigurationRecord (ISO 14496-15, 5.3.3.1). */
function parameterSets(record: Buffer): Buffer {
  const sets: Buffer[] = [];
  let at = 5;
  for (const mask of [31, 255]) {
    const count = (record[at] ?? 0) & mask;
    at += 1;
    for (let i = 0; i < count; i += 1) {
      const end = at + 2 + record.readUInt16BE(at);
      sets.push(START_CODE, record.subarray(at + 2, end));
      at = end;
    }
  }
  return Buffer.concat(sets);
}

function annexB(packed: Buffer): Buffer[] {
  const units: Buffer[] = [];
  for (let at = 0; at + 4 <= packed.length; ) {
    const end = at + 4 + packed.readUInt32BE(at);
    units.push(START_CODE, packed.subarray(at + 4, end));
    at = end;
  }
  return units;
}
