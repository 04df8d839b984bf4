import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lookAt, toSample } from '../../server/clips/media/h264.ts';
import { openMp4 } from '../../server/clips/media/mp4.ts';
import { probeMp4 } from '../../server/clips/media/probe.ts';
import { orderParameterSets } from '../../server/clips/media/set-order.ts';
import { recordedPackets } from '../../server/recorder/embedded/fixtures/packets.ts';
import { H264Depacketizer } from '../../server/recorder/embedded/picture/h264.ts';
import { inFolder } from '../in-folder.ts';
import { mutated } from '../mutate.ts';
import { must, type Target } from '../target.ts';

/** Of pictures, so that most changes hit the index. */
const PICTURES = 5;

async function realClip(folder: string): Promise<Buffer> {
  const file = join(folder, 'sample.mp4');
  const depacketizer = new H264Depacketizer();
  const frames = recordedPackets().flatMap((packet) => depacketizer.push(packet, false) ?? []);
  const first = frames[0]?.data ?? Buffer.alloc(0);
  const { sets } = lookAt(first);
  const mp4 = await openMp4({
    file,
    video: { sets, width: 1280, height: 720, samples: PICTURES },
    audio: null,
  });
  for (const [i, { data, keyframe }] of frames.slice(0, PICTURES).entries()) {
    const sample = keyframe ? toSample(data).subarray(0, 200) : toSample(data).subarray(0, 60);
    await mp4.addVideo({ data: sample, key: keyframe, time: i / 30, duration: 1 / 30 });
  }
  await mp4.finish();
  return readFile(file);
}
const SAMPLE = await inFolder(realClip);

/** A clip that somebody else has put into the bucket. */
export const clipFile: Target = {
  name: 'clip-file',
  share: 0.01,
  make: (random) => mutated(SAMPLE, random),
  run: (input) =>
    inFolder(async (folder) => {
      const file = join(folder, 'clip.mp4');
      await writeFile(file, input);
      // The library says there, too, what it can't read.
      const { error, warn } = console;
      Object.assign(console, { error() {}, warn() {} });
      try {
        const facts = await probeMp4(file).catch(refused);
        if (facts) {
          must(facts.frameTimes.length <= input.length, 'no more pictures than bytes');
          must(!Number.isNaN(facts.durationMs), 'a length');
        }
        await orderParameterSets(file).catch(refused);
      } finally {
        Object.assign(console, { error, warn });
      }
    }),
};

/** The library says in errors of every kind what it can't read; that it comes to an end is all that is asked of it. */
function refused(error: unknown): null {
  if (error instanceof Error) return null;
  throw error;
}
