import {
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output,
  StreamTarget,
} from 'mediabunny';
import { type AacFormat, audioSpecificConfig } from '../../aac.ts';
import { fileSink } from './file-sink.ts';
import { decoderConfiguration, type ParameterSets } from './h264.ts';

export interface Sample {
  data: Uint8Array;
  key: boolean;
  /** When it is shown or heard, and for how long; s. */
  time: number;
  duration: number;
}

export interface Mp4Request {
  file: string;
  /** `samples`: how many at most; room for their index is kept in front. */
  video: { sets: ParameterSets; width: number; height: number; samples: number };
  audio: { format: AacFormat; samples: number } | null;
}

/** An MP4 of one H.264 and at most one AAC track, its index in front, written sample by sample. */
export async function openMp4({ file, video, audio }: Mp4Request) {
  const output = new Output({
    format: new Mp4OutputFormat({ fastStart: 'reserve' }),
    target: new StreamTarget(fileSink(file)),
  });
  const videoSource = new EncodedVideoPacketSource('avc');
  output.addVideoTrack(videoSource, { maximumPacketCount: video.samples });
  const audioSource = audio ? new EncodedAudioPacketSource('aac') : null;
  if (audio && audioSource) {
    output.addAudioTrack(audioSource, { maximumPacketCount: audio.samples });
  }
  await output.start();

  const description = decoderConfiguration(video.sets);
  const videoConfig = {
    codec: `avc1.${description.toString('hex', 1, 4)}`,
    codedWidth: video.width,
    codedHeight: video.height,
    description,
  };
  const audioConfig = audio && {
    codec: `mp4a.40.${audio.format.objectType}`,
    sampleRate: audio.format.sampleRate,
    numberOfChannels: audio.format.channels,
    description: audioSpecificConfig(audio.format),
  };
  return {
    addVideo: (sample: Sample) => videoSource.add(packetOf(sample), { decoderConfig: videoConfig }),
    async addAudio(sample: Sample): Promise<void> {
      if (audioConfig) await audioSource?.add(packetOf(sample), { decoderConfig: audioConfig });
    },
    finish: () => output.finalize(),
    /** Lets go of the file, unfinished. */
    cancel: () => output.cancel(),
  };
}

function packetOf({ data, key, time, duration }: Sample): EncodedPacket {
  return new EncodedPacket(data, key ? 'key' : 'delta', time, duration);
}
