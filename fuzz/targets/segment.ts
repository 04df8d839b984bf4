import { AAC_FRAME, audioSpecificConfig, readAdts, withAdts } from '../../server/aac.ts';
import { createFormatTable } from '../../server/clips/media/formats.ts';
import { decoderConfiguration, lookAt, toSample } from '../../server/clips/media/h264.ts';
import { takeApart } from '../../server/clips/media/ts.ts';
import { retime } from '../../server/previews/retime.ts';
import { recordedPackets } from '../../server/recorder/embedded/fixtures/packets.ts';
import { H264Depacketizer } from '../../server/recorder/embedded/picture/h264.ts';
import { TsWriter } from '../../server/recorder/embedded/segments/ts-writer.ts';
import { SILENT_FRAME } from '../../server/recorder/embedded/sound/adts.ts';
import { mutated } from '../mutate.ts';
import type { Random } from '../random.ts';
import { must, orRefused, type Target } from '../target.ts';
import { hostileSps } from './parameter-sets.ts';

const PACKET = 188;
const FRAME_TICKS = (AAC_FRAME * 90_000) / 48_000;
/** Of the recorded share, so many pictures. */
const PICTURES = 6;

/** Real pictures and silence as the recorder writes them. */
export function realSegment(): Buffer {
  const depacketizer = new H264Depacketizer();
  const frames = recordedPackets().flatMap((packet) => depacketizer.push(packet, false) ?? []);
  const pictures = frames.slice(0, PICTURES).map(({ data, keyframe }, i) => ({
    ...{ pts: 90_000 + i * 3000, data, keyframe },
  }));
  const sounds = Array.from({ length: 9 }, (_, i) => ({
    ...{ pts: 90_000 + i * FRAME_TICKS, data: SILENT_FRAME },
  }));
  return new TsWriter().segment(pictures, sounds);
}
const SAMPLE = realSegment();

/** A packet of the sample is changed where its headers are, put elsewhere, or has a hostile set in it. */
export function hostileSegment(random: Random): Buffer {
  if (random.chance(0.1)) return mutated(SAMPLE, random);
  const packets = Array.from({ length: SAMPLE.length / PACKET }, (_, i) =>
    Buffer.from(SAMPLE.subarray(i * PACKET, (i + 1) * PACKET)),
  );
  for (let times = 1 + random.below(6); times > 0; times--) {
    const at = random.chance(0.5) ? random.below(4) : random.below(packets.length);
    const packet = packets[at] as Buffer;
    const where = random.chance(0.7) ? 1 + random.below(40) : 1 + random.below(PACKET - 1);
    if (random.chance(0.6))
      packet[where] = random.chance(0.5) ? random.below(256) : random.number() & 255;
    else if (random.chance(0.5)) packets.splice(at, 1, ...packets.slice(0, random.below(4)));
    else Buffer.concat([Buffer.from([0, 0, 1]), hostileSps(random)]).copy(packet, where);
  }
  return Buffer.concat(packets);
}

export const segment: Target = {
  name: 'segment',
  share: 0.2,
  make: hostileSegment,
  run(input) {
    retime(Buffer.from(input), { offset: 1e9, from: 0, to: Number.POSITIVE_INFINITY });
    // Its memory is used again.
    const read = orRefused(() => takeApart(Buffer.from(input), 'fuzzed'));
    if (!read) return;
    const { video, audio } = read;
    const bytes = [...video, ...audio].reduce((sum, { data }) => sum + data.length, 0);
    must(bytes <= input.length, 'no more comes out than went in');
    const formats = createFormatTable();
    for (const { pts, data } of video) {
      must(pts >= 0 && pts < 2 ** 33, 'a time of 33 bits');
      const { key, sets } = lookAt(data);
      if (key && sets.sps.length > 0) {
        const id = orRefused(() => formats.idOf(sets));
        if (id !== null) {
          const config = decoderConfiguration(sets);
          must(((config[5] as number) & 31) === sets.sps.length, 'every set is declared');
        }
      }
      must(toSample(data).length <= 2 * data.length + 4, 'a sample is what the picture was');
    }
    const { format, frames } = readAdts(audio);
    for (const frame of frames) {
      must(format !== null, 'frames have a format');
      must(withAdts(frame.data, format).length === frame.data.length + 7, 'a frame is whole');
    }
    if (format) must(format.channels > 0 && audioSpecificConfig(format).length === 2, 'a format');
  },
};
