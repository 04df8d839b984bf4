import { stat } from 'node:fs/promises';
import {
  type EncodedPacket,
  EncodedPacketSink,
  FilePathSource,
  Input,
  type InputTrack,
  type InputVideoTrack,
  MP4,
} from 'mediabunny';
import { readSps } from '../../h264/parameter-sets.ts';
import { type Colour, colourOf } from './colour.ts';
import { checkIndex } from './index-check.ts';

export interface Mp4Facts {
  /** Of the longer track, ms. */
  durationMs: number;
  width: number;
  height: number;
  /** Codec strings such as `avc1.42c01f`, `mp4a.40.2`; null when there is no such track. */
  videoCodec: string | null;
  audioCodec: string | null;
  /** When each picture is shown, ms, rising. */
  frameTimes: number[];
  /** What each of them takes. */
  frameBytes: number[];
  /** Of those that decoding can begin with, ms, rising. */
  keyTimes: number[];
  /** Null when there is no H.264. */
  colour: Colour | null;
  /** What the sound takes; 0 without. */
  audioBytes: number;
}

/**
 * What a clip holds, read from its index alone.
 * @throws Error when the file can't be read as one
 */
export async function probeMp4(file: string): Promise<Mp4Facts> {
  await checkIndex(file);
  using input = new Input({ formats: [MP4], source: new FilePathSource(file) });
  const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()];
  const frames: { ms: number; bytes: number }[] = [];
  const keyTimes: number[] = [];
  let audioBytes = 0;
  let leftBytes = (await stat(file)).size;
  /** An index may claim billions of packets in a few bytes. */
  const claim = (bytes: number) => {
    leftBytes -= Math.max(1, bytes);
    if (leftBytes < 0) throw new Error('the index claims more than the file holds');
  };
  for await (const { timestamp, type, byteLength } of packetsOf(video)) {
    claim(byteLength);
    frames.push({ ms: timestamp * 1000, bytes: byteLength });
    if (type === 'key') keyTimes.push(timestamp * 1000);
  }
  for await (const { byteLength } of packetsOf(audio)) {
    claim(byteLength);
    audioBytes += byteLength;
  }
  frames.sort((a, b) => a.ms - b.ms);
  return {
    durationMs: (await input.computeDuration()) * 1000,
    width: (await video?.getDisplayWidth()) ?? 0,
    height: (await video?.getDisplayHeight()) ?? 0,
    videoCodec: (await video?.getCodecParameterString()) ?? null,
    audioCodec: (await audio?.getCodecParameterString()) ?? null,
    frameTimes: frames.map(({ ms }) => ms),
    frameBytes: frames.map(({ bytes }) => bytes),
    keyTimes,
    colour: await colourIn(video),
    audioBytes,
  };
}

/** By the first parameter set in `avcC` (ISO/IEC 14496-15, 5.3.3.1): our clips have one colour throughout. */
async function colourIn(track: InputVideoTrack | null): Promise<Colour | null> {
  const config = await track?.getDecoderConfig();
  const avcC = config?.codec.startsWith('avc1') ? config.description : undefined;
  if (!avcC) return null;
  const bytes = ArrayBuffer.isView(avcC)
    ? Buffer.from(avcC.buffer, avcC.byteOffset, avcC.byteLength)
    : Buffer.from(avcC as ArrayBuffer);
  const length = bytes.readUInt16BE(6);
  return colourOf(readSps(bytes.subarray(8, 8 + length)));
}

async function* packetsOf(track: InputTrack | null): AsyncGenerator<EncodedPacket> {
  if (!track) return;
  yield* new EncodedPacketSink(track).packets(undefined, undefined, { metadataOnly: true });
}
