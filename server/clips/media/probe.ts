import {
  ALL_FORMATS,
  type EncodedPacket,
  EncodedPacketSink,
  FilePathSource,
  Input,
  type InputTrack,
} from 'mediabunny';

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
  /** Of those that decoding can begin with, ms, rising. */
  keyTimes: number[];
  /** What the sound takes; 0 without. */
  audioBytes: number;
}

/**
 * What a clip holds, read from its index alone.
 * @throws Error when the file can't be read as one
 */
export async function probeMp4(file: string): Promise<Mp4Facts> {
  using input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(file) });
  const [video, audio] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()];
  const frameTimes: number[] = [];
  const keyTimes: number[] = [];
  let audioBytes = 0;
  for await (const { timestamp, type } of packetsOf(video)) {
    frameTimes.push(timestamp * 1000);
    if (type === 'key') keyTimes.push(timestamp * 1000);
  }
  for await (const packet of packetsOf(audio)) audioBytes += packet.byteLength;
  return {
    durationMs: (await input.computeDuration()) * 1000,
    width: (await video?.getDisplayWidth()) ?? 0,
    height: (await video?.getDisplayHeight()) ?? 0,
    videoCodec: (await video?.getCodecParameterString()) ?? null,
    audioCodec: (await audio?.getCodecParameterString()) ?? null,
    frameTimes: frameTimes.sort((a, b) => a - b),
    keyTimes,
    audioBytes,
  };
}

async function* packetsOf(track: InputTrack | null): AsyncGenerator<EncodedPacket> {
  if (!track) return;
  yield* new EncodedPacketSink(track).packets(undefined, undefined, { metadataOnly: true });
}
