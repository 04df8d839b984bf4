import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFfmpeg } from '../server/ffmpeg/find.ts';
import { atLeast, atMost, type Bench, median, plain } from './figure.ts';
import { compareWithNaive, type Fitted, fitOnce, type Likeness } from './fitting/fit-once.ts';
import { ffmpegAt, makeSharedClip } from './fitting/shared-clip.ts';
import { SOURCES } from './fitting/sources.ts';

const SECONDS = 30;
/** 2 min in 10 MiB, 8 min in 50 MiB and 10 min in 100 MiB: the bitrates count, so shorter clips get smaller limits. */
const LIMITS = [
  { name: '10 MiB', bytesPerS: (10 << 20) / 120 },
  { name: '50 MiB', bytesPerS: (50 << 20) / 480 },
  { name: '100 MiB', bytesPerS: (100 << 20) / 600 },
];
/** At its real length, what is looked at beforehand costs least of the whole. */
const LONG = {
  sources: ['scrolling text 5', 'game 1', 'game 3'],
  seconds: 120,
  maxBytes: 10 << 20,
};
/** What two encodes of the same differ by. */
const SSIM_NOISE = 0.002;

type Compared = Fitted & Likeness;

/** Clips of all kinds made to fit: how often the first encode does, what it is like, and what that costs. */
export const fit: Bench = {
  name: 'fit',
  byNameOnly: true,
  async measure(say) {
    const folder = await mkdtemp(join(tmpdir(), 'bench-fit-'));
    const ffmpegPath = await findFfmpeg(process.env.FFMPEG_PATH);
    const run = ffmpegAt(ffmpegPath);
    const done: Compared[] = [];
    const longWalls: number[] = [];
    let asTheyWere = 0;
    try {
      for (const source of SOURCES) {
        const file = join(folder, 'source.mp4');
        await makeSharedClip(run, source, SECONDS, file);
        for (const limit of LIMITS) {
          const name = `${source.name} into ${limit.name}`;
          const maxBytes = Math.round(limit.bytesPerS * SECONDS);
          const clip = { name, file, seconds: SECONDS, maxBytes };
          const fitting = { ...clip, folder, ffmpegPath, run };
          const fitted = await fitOnce(fitting);
          if (fitted) {
            const one = { ...fitted, ...(await compareWithNaive(fitting, fitted)) };
            say(`${words(one)}, ${likeness(one)}`);
            done.push(one);
          } else {
            say(`${name}: fits as it is`);
            asTheyWere++;
          }
        }
      }
      const { sources, seconds, maxBytes } = LONG;
      for (const source of SOURCES.filter(({ name }) => sources.includes(name))) {
        const file = join(folder, 'long.mp4');
        await makeSharedClip(run, source, seconds, file);
        const name = `2 min of ${source.name} into 10 MiB`;
        const fitted = await fitOnce({ name, file, seconds, maxBytes, folder, ffmpegPath, run });
        if (!fitted) continue;
        say(words(fitted));
        longWalls.push(fitted.wall);
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    const share = (held: Fitted[]) => held.length / done.length;
    const gain = ({ ssim, naiveSsim }: Likeness) => ssim - naiveSsim;
    const byGain = done.toSorted((a, b) => gain(a) - gain(b));
    const byUse = done.toSorted((a, b) => a.used - b.used);
    const byWall = done.toSorted((a, b) => a.wall - b.wall);
    const [worst, best] = [byGain[0], byGain.at(-1)] as [Compared, Compared];
    const [least, most] = [byUse[0], byUse.at(-1)] as [Fitted, Fitted];
    const slowest = byWall.at(-1) as Fitted;
    const inOne = done.filter(({ encodes }) => encodes === 1);
    const hardest = done.toSorted((a, b) => a.naiveSsim - b.naiveSsim).slice(0, done.length >> 2);
    return [
      plain('fit: clips that fit as they were', asTheyWere, ''),
      plain('fit: clips that had to be encoded', done.length, ''),
      atLeast('fit: landed in one encode', share(inOne), '', 0.95),
      atLeast('fit: used 90 % of the limit', share(done.filter((d) => d.used >= 0.9)), '', 0.95),
      plain(`fit: least part used (${least.name})`, least.used, ''),
      atMost(`fit: largest part used (${most.name})`, most.used, '', 1),
      atLeast(`fit: SSIM beside naive, worst (${worst.name})`, gain(worst), '', -SSIM_NOISE),
      plain('fit: SSIM beside naive, median', median(done.map(gain)), ''),
      atLeast(
        'fit: SSIM beside naive, median of the hardest quarter',
        median(hardest.map(gain)),
        '',
        0,
      ),
      plain(`fit: SSIM beside naive, best (${best.name})`, gain(best), ''),
      atMost('fit: wall / plain ffmpeg, 2 min, median', median(longWalls), '', 1.1),
      atMost('fit: wall / plain ffmpeg, 30 s, median', median(done.map((d) => d.wall)), '', 1.1),
      plain(`fit: wall / plain ffmpeg, worst (${slowest.name})`, slowest.wall, ''),
    ];
  },
};

function words({ name, encodes, size, used, wall }: Fitted): string {
  const percent = (used * 100).toFixed(1);
  return `${name}: ${size}, ${encodes} encodes, ${percent} % used, ${wall.toFixed(2)} of plain ffmpeg's time`;
}

function likeness({ ssim, naiveSsim }: Likeness): string {
  return `SSIM ${ssim.toFixed(4)} beside ${naiveSsim.toFixed(4)}`;
}
