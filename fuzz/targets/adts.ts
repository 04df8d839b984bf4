import { readAdts } from '../../server/aac.ts';
import { SILENT_FRAME } from '../../server/recorder/embedded/sound/adts.ts';
import { mutated } from '../mutate.ts';
import { must, type Target } from '../target.ts';

const SAMPLE = Buffer.concat(Array.from({ length: 6 }, () => SILENT_FRAME));
const PIECE = 40;

/** Frames of AAC as PES packets hold them: cut anywhere. */
export const adts: Target = {
  name: 'adts',
  make: (random) => mutated(SAMPLE, random),
  run(input) {
    const units = [];
    for (let at = 0; at < input.length; at += PIECE) {
      units.push({ pts: at, data: input.subarray(at, at + PIECE) });
    }
    const { format, frames } = readAdts(units);
    const bytes = frames.reduce((sum, { data }) => sum + data.length + 7, 0);
    must(bytes <= input.length, 'no more comes out than went in');
    must(frames.length === 0 || format !== null, 'frames have a format');
  },
};
