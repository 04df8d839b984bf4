/** Samples that every AAC-LC frame holds. */
export const AAC_FRAME = 1024;

export interface AacFormat {
  sampleRate: number;
  channels: number;
  /** MPEG-4 audio object type; 2 is AAC-LC. */
  objectType: number;
}

/** Whether frames of both can stand in one track. */
export function isSameAac(a: AacFormat, b: AacFormat): boolean {
  return (
    a.sampleRate === b.sampleRate && a.channels === b.channels && a.objectType === b.objectType
  );
}

export interface AacFrame {
  /** 90 kHz ticks, not unwrapped. */
  pts: number;
  /** Without its ADTS header. */
  data: Buffer;
}

/** Of a PES packet: frames with their headers, the last of which may end in the next one. */
export interface AdtsPayload {
  /** Of the first frame that begins in it, as above. */
  pts: number;
  data: Buffer;
}

// biome-ignore format: the table of ISO/IEC 14496-3
const RATES = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];

/** Splits PES payloads into AAC frames with times of their own; ADTS as ISO/IEC 13818-7 has it. */
export function readAdts(units: AdtsPayload[]): { format: AacFormat | null; frames: AacFrame[] } {
  const frames: AacFrame[] = [];
  let format: AacFormat | null = null;
  let rest: Buffer = Buffer.alloc(0);
  let restPts = 0;
  for (const unit of units) {
    // A frame may begin in one PES packet and end in the next; it keeps the time of its beginning.
    let pts = rest.length > 0 ? restPts : unit.pts;
    const data = rest.length > 0 ? Buffer.concat([rest, unit.data]) : unit.data;
    let owned = rest.length;
    let at = 0;
    while (at + 7 <= data.length) {
      const length = (data.readUIntBE(at + 3, 3) >> 5) & 0x1fff;
      const header = (data[at + 1] as number) & 1 ? 7 : 9;
      // What only looks like a header must not be waited behind: all that follows would be kept, and copied each time.
      const own = data.readUInt16BE(at) >> 4 === 0xfff ? readFormat(data, at) : null;
      if (!own || length < header) {
        at++;
        if (owned > 0 && at >= owned) [pts, owned] = [unit.pts, 0];
        continue;
      }
      if (at + length > data.length) break;
      format ??= own;
      frames.push({ pts, data: data.subarray(at + header, at + length) });
      at += length;
      if (owned > 0 && at >= owned) [pts, owned] = [unit.pts, 0];
      else pts += (AAC_FRAME * 90000) / format.sampleRate;
    }
    rest = data.subarray(at);
    restPts = pts;
  }
  return { format, frames };
}

/** @returns null where the rate or the channels are none that a header can tell */
function readFormat(data: Buffer, at: number): AacFormat | null {
  const bits = data.readUInt16BE(at + 2);
  const sampleRate = RATES[(bits >> 10) & 15];
  const channels = (bits >> 6) & 7;
  return sampleRate && channels ? { objectType: (bits >> 14) + 1, sampleRate, channels } : null;
}

/** AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1). */
export function audioSpecificConfig({ objectType, sampleRate, channels }: AacFormat): Buffer {
  const rate = RATES.indexOf(sampleRate);
  return Buffer.from([(objectType << 3) | (rate >> 1), ((rate & 1) << 7) | (channels << 3)]);
}

/** A frame with its ADTS header back, as a file of its own holds it. */
export function withAdts(frame: Buffer, { objectType, sampleRate, channels }: AacFormat): Buffer {
  const length = frame.length + 7;
  const rate = RATES.indexOf(sampleRate);
  const header = Buffer.from([
    ...[0xff, 0xf1, ((objectType - 1) << 6) | (rate << 2) | (channels >> 2)],
    ...[((channels & 3) << 6) | (length >> 11), (length >> 3) & 0xff, ((length & 7) << 5) | 0x1f],
    0xfc,
  ]);
  return Buffer.concat([header, frame]);
}

/** A frame of silence: what fills the place of sound that was never recorded. */
export function silence(channels: number): Buffer {
  return Buffer.from(channels === 1 ? '00c800802380' : '210049900219002380', 'hex');
}
