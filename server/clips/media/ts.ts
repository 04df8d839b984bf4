import { readFile } from 'node:fs/promises';

/** One access unit (video) or one PES packet's payload (sound), as the segment holds it. */
export interface Unit {
  /** 90 kHz ticks, as written: 33 bits, not unwrapped. */
  pts: number;
  data: Buffer;
}

const PACKET = 188;
const SYNC = 0x47;
const H264 = 0x1b;
const AAC_ADTS = 0x0f;

interface Stream {
  units: Unit[];
  parts: Buffer[];
}

/**
 * Takes one MPEG-TS segment apart (ISO/IEC 13818-1): one programme, H.264 and AAC, one access unit a
 * PES packet, as both recorders write it. ffmpeg would do it too, but only for the price of a process
 * and a copy of every byte, and with timestamps moved.
 * @throws Error when the file is missing or not MPEG-TS; a torn end only costs its last picture
 */
export async function readTs(file: string): Promise<{ video: Unit[]; audio: Unit[] }> {
  const bytes = await readFile(file);
  const video: Stream = { units: [], parts: [] };
  const audio: Stream = { units: [], parts: [] };
  const streams = new Map<number, Stream>();
  let mapPid = -1;
  for (let at = 0; at + PACKET <= bytes.length; at += PACKET) {
    if (bytes[at] !== SYNC) throw new Error(`${file} is not MPEG-TS at byte ${at}`);
    const pid = bytes.readUInt16BE(at + 1) & 0x1fff;
    const starts = ((bytes[at + 1] as number) & 0x40) !== 0;
    const flags = (bytes[at + 3] as number) & 0x30;
    if ((flags & 0x10) === 0) continue;
    const skip = (flags & 0x20) !== 0 ? 1 + (bytes[at + 4] as number) : 0;
    const payload = bytes.subarray(at + 4 + skip, at + PACKET);
    const stream = streams.get(pid);
    if (stream) {
      if (starts) flush(stream);
      if (starts || stream.parts.length > 0) stream.parts.push(payload);
    } else if (starts && pid === 0) {
      mapPid = readProgramMapPid(payload);
    } else if (starts && pid === mapPid) {
      for (const { type, pid: id } of readProgramMap(payload)) {
        if (type === H264) streams.set(id, video);
        else if (type === AAC_ADTS) streams.set(id, audio);
      }
    }
  }
  const torn = bytes.length % PACKET !== 0;
  for (const stream of [video, audio]) {
    if (!torn) flush(stream);
  }
  if (streams.size === 0) throw new Error(`${file} holds no H.264 and no AAC`);
  return { video: video.units, audio: audio.units };
}

function flush(stream: Stream): void {
  if (stream.parts.length === 0) return;
  const pes = Buffer.concat(stream.parts);
  stream.parts = [];
  // Start code, stream id, length, flags; then the time, when there is one.
  if (pes.length < 14 || pes.readUIntBE(0, 3) !== 1 || ((pes[7] as number) & 0x80) === 0) return;
  const length = pes.readUInt16BE(4);
  const end = length > 0 ? Math.min(pes.length, 6 + length) : pes.length;
  stream.units.push({ pts: readPts(pes), data: pes.subarray(9 + (pes[8] as number), end) });
}

function readPts(pes: Buffer): number {
  const high = ((pes[9] as number) >> 1) & 7;
  return high * 2 ** 30 + (pes.readUInt16BE(10) >> 1) * 2 ** 15 + (pes.readUInt16BE(12) >> 1);
}

/** The table's body, between its header and its checksum. */
function section(payload: Buffer): Buffer {
  const start = 1 + (payload[0] as number);
  const length = payload.readUInt16BE(start + 1) & 0xfff;
  return payload.subarray(start + 8, start + 3 + length - 4);
}

function readProgramMapPid(payload: Buffer): number {
  const table = section(payload);
  for (let at = 0; at + 4 <= table.length; at += 4) {
    if (table.readUInt16BE(at) !== 0) return table.readUInt16BE(at + 2) & 0x1fff;
  }
  return -1;
}

function readProgramMap(payload: Buffer): { type: number; pid: number }[] {
  const table = section(payload);
  const streams: { type: number; pid: number }[] = [];
  let at = 4 + (table.readUInt16BE(2) & 0xfff);
  while (at + 5 <= table.length) {
    streams.push({ type: table[at] as number, pid: table.readUInt16BE(at + 1) & 0x1fff });
    at += 5 + (table.readUInt16BE(at + 3) & 0xfff);
  }
  return streams;
}
