/** Samples that every frame of AAC-LC holds. */
export const AAC_FRAME = 1024;

/** A frame of silence with its ADTS header: AAC-LC, 48 kHz, two channels. */
export const SILENT_FRAME = Buffer.from('fff14c8001bffc211004608c1c', 'hex');

const HEADER = 7;

/** Splits a stream of AAC frames, each of which keeps its ADTS header (ISO/IEC 13818-7). */
export class AdtsSplitter {
  #rest: Buffer = Buffer.alloc(0);

  /** @throws Error when it is not ADTS */
  push(chunk: Buffer): Buffer[] {
    const data = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    const frames: Buffer[] = [];
    let at = 0;
    while (at + HEADER <= data.length) {
      const length = (data.readUIntBE(at + 3, 3) >> 5) & 0x1fff;
      if (data.readUInt16BE(at) >> 4 !== 0xfff || length < HEADER) throw new Error('not ADTS');
      if (at + length > data.length) break;
      frames.push(data.subarray(at, at + length));
      at += length;
    }
    this.#rest = data.subarray(at);
    return frames;
  }
}
