import { open } from 'node:fs/promises';
import { MOST_SEGMENT_BYTES } from '../../segments/files.ts';

/** One access unit (video) or one PES packet's payload (sound), as the segment holds it. */
export interface Unit {
  /** 90 kHz ticks, as written: 33 bits, not unwrapped. */
  pts: number;
  data: Buffer;
}

export const PACKET = 188;
const SYNC = 0x47;
const H264 = 0x1b;
const AAC_ADTS = 0x0f;

/** Memory to be used again for one segment after another: what was read before is gone then. */
export interface Scratch {
  bytes: Buffer;
}

/** What one stream's packets carry, end to end. */
interface Stream {
  units: Unit[];
  bytes: Buffer;
  length: number;
  /** Where the PES packet begins that is being collected; -1 before the first. */
  start: number;
}

const createStream = (bytes: Buffer): Stream => ({ units: [], bytes, length: 0, start: -1 });

/**
 * Takes one MPEG-TS segment apart (ISO/IEC 13818-1): one programme, H.264 and AAC, one access unit a
 * PES packet, as both recorders write it. ffmpeg would do it too, but only for the price of a process
 * and a copy of every byte, and with timestamps moved.
 * @param scratch without it, what comes back stays as it is
 * @param most bytes, whole packets, where only its beginning is wanted; the last unit is cut short then
 * @throws Error when the file is missing, too large, or not MPEG-TS; a torn end only costs its last picture
 */
export async function readTs(
  file: string,
  scratch: Scratch = { bytes: Buffer.alloc(0) },
  most = Number.POSITIVE_INFINITY,
): Promise<{ video: Unit[]; audio: Unit[] }> {
  return takeApart(await readInto(scratch, file, most), file);
}

/** The same of its bytes, whose memory is used again. @param file for what is thrown */
export function takeApart(bytes: Buffer, file: string): { video: Unit[]; audio: Unit[] } {
  // Pictures are most of the file: they move together within its own memory.
  const video = createStream(bytes);
  const audio = createStream(Buffer.allocUnsafe(64 * 1024));
  const streams = new Map<number, Stream>();
  let mapPid = -1;
  for (let at = 0; at + PACKET <= bytes.length; at += PACKET) {
    if (bytes[at] !== SYNC) throw new Error(`${file} is not MPEG-TS at byte ${at}`);
    const pid = (((bytes[at + 1] as number) & 0x1f) << 8) | (bytes[at + 2] as number);
    const starts = ((bytes[at + 1] as number) & 0x40) !== 0;
    const flags = (bytes[at + 3] as number) & 0x30;
    if ((flags & 0x10) === 0) continue;
    const from = at + 4 + ((flags & 0x20) !== 0 ? 1 + (bytes[at + 4] as number) : 0);
    const to = at + PACKET;
    const stream = streams.get(pid);
    if (stream) {
      if (starts) begin(stream);
      if (stream.start !== -1 && from < to) append(stream, bytes, from, to);
    } else if (starts && pid === 0) {
      mapPid = readProgramMapPid(bytes.subarray(from, to));
    } else if (starts && pid === mapPid) {
      for (const { type, pid: id } of readProgramMap(bytes.subarray(from, to))) {
        if (type === H264) streams.set(id, video);
        else if (type === AAC_ADTS) streams.set(id, audio);
      }
    }
  }
  if (streams.size === 0) throw new Error(`${file} holds no H.264 and no AAC`);
  if (bytes.length % PACKET === 0) for (const stream of [video, audio]) begin(stream);
  return { video: video.units, audio: audio.units };
}

async function readInto(scratch: Scratch, file: string, most: number): Promise<Buffer> {
  await using handle = await open(file);
  const found = await handle.stat();
  if (found.size > MOST_SEGMENT_BYTES) throw new Error(`${file} is larger than any segment`);
  const size = Math.min(found.size, most);
  if (scratch.bytes.length < size) scratch.bytes = Buffer.allocUnsafeSlow(size);
  const { bytesRead } = await handle.read(scratch.bytes, 0, size, 0);
  return scratch.bytes.subarray(0, bytesRead);
}

function append(stream: Stream, bytes: Buffer, from: number, to: number): void {
  const { length } = stream;
  stream.length += to - from;
  if (stream.bytes === bytes) {
    bytes.copyWithin(length, from, to);
    return;
  }
  if (stream.length > stream.bytes.length) {
    const larger = Buffer.allocUnsafe(2 * stream.bytes.length);
    stream.bytes.copy(larger, 0, stream.start, length);
    stream.length -= stream.start;
    stream.start = 0;
    stream.bytes = larger;
    bytes.copy(larger, stream.length - (to - from), from, to);
    return;
  }
  bytes.copy(stream.bytes, length, from, to);
}

/** A PES packet begins: the one before it is whole. */
function begin(stream: Stream): void {
  const { start, length, bytes, units } = stream;
  stream.start = length;
  if (start === -1) return;
  const pes = bytes.subarray(start, length);
  // Start code, stream id, length, flags; then the time, when there is one.
  if (pes.length < 14 || pes.readUIntBE(0, 3) !== 1 || ((pes[7] as number) & 0x80) === 0) return;
  const size = pes.readUInt16BE(4);
  const end = size > 0 ? Math.min(pes.length, 6 + size) : pes.length;
  units.push({ pts: readPts(pes), data: pes.subarray(9 + (pes[8] as number), end) });
}

function readPts(pes: Buffer): number {
  const high = ((pes[9] as number) >> 1) & 7;
  return high * 2 ** 30 + (pes.readUInt16BE(10) >> 1) * 2 ** 15 + (pes.readUInt16BE(12) >> 1);
}

/** The table's body, between its header and its checksum. */
function section(payload: Buffer): Buffer {
  const start = 1 + (payload[0] ?? 0);
  if (payload.length < start + 3) throw new Error('a table of MPEG-TS ends too soon');
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
  if (table.length < 4) throw new Error('a table of MPEG-TS ends too soon');
  const streams: { type: number; pid: number }[] = [];
  let at = 4 + (table.readUInt16BE(2) & 0xfff);
  while (at + 5 <= table.length) {
    streams.push({ type: table[at] as number, pid: table.readUInt16BE(at + 1) & 0x1fff });
    at += 5 + (table.readUInt16BE(at + 3) & 0xfff);
  }
  return streams;
}
