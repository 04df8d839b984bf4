import { open } from 'node:fs/promises';
import { FilePathSource, Input, MP4 } from 'mediabunny';
import { readSps, readSpsIdOf } from '../../h264/parameter-sets.ts';

/** Our clips have their index in front; that of hours takes less. */
const HEAD_BYTES = 16 << 20;

/**
 * Changes the order in which an MP4 declares its parameter sets, where it has several: the picture's sets that belong
 * to the first of the sequence's come last. hls.js takes the first of the ones and the last of the others for what a
 * decoder has to be made with, and browsers refuse a pair that doesn't match.
 */
export async function orderParameterSets(file: string): Promise<void> {
  const config = await readConfig(file);
  const ordered = config && reordered(config);
  if (!ordered || ordered.equals(config)) return;
  await using handle = await open(file, 'r+');
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  const at = buffer.subarray(0, bytesRead).indexOf(config);
  if (at === -1) throw new Error(`${file} does not begin with its index`);
  await handle.write(ordered, 0, ordered.length, at);
}

/** AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1), as it stands in the file. */
async function readConfig(file: string): Promise<Buffer | null> {
  using input = new Input({ formats: [MP4], source: new FilePathSource(file) });
  const track = await input.getPrimaryVideoTrack();
  const { description } = (await track?.getDecoderConfig()) ?? {};
  if (!description) return null;
  return ArrayBuffer.isView(description)
    ? Buffer.from(description.buffer, description.byteOffset, description.byteLength)
    : Buffer.from(description as ArrayBuffer);
}

function reordered(config: Buffer): Buffer {
  const sps = readSets(config, 6, (config[5] as number) & 0x1f);
  const pps = readSets(config, sps.end + 1, config[sps.end] as number);
  const [first] = sps.sets;
  if (!first || pps.sets.length < 2) return config;
  const { id } = readSps(first.subarray(2));
  const belongs = (set: Buffer) => readSpsIdOf(set.subarray(2)) === id;
  return Buffer.concat([
    config.subarray(0, sps.end + 1),
    ...pps.sets.filter((set) => !belongs(set)),
    ...pps.sets.filter(belongs),
    config.subarray(pps.end),
  ]);
}

/** Each with its length in front. */
function readSets(config: Buffer, from: number, count: number): { sets: Buffer[]; end: number } {
  const sets: Buffer[] = [];
  let end = from;
  for (let i = 0; i < count; i++) {
    const next = end + 2 + config.readUInt16BE(end);
    sets.push(config.subarray(end, next));
    end = next;
  }
  return { sets, end };
}
