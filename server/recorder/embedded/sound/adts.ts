import { silence, withAdts } from '../../../aac.ts';

/** AAC-LC, 48 kHz, two channels, with its ADTS header. */
export const SILENT_FRAME = withAdts(silence(2), {
  objectType: 2,
  sampleRate: 48_000,
  channels: 2,
});

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
