import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fitClip } from '../../server/clips/fit.ts';
import { type FitPlan, leastDistanceMs } from '../../server/clips/fit-plan.ts';
import { picturesApart } from '../../server/ffmpeg/filters.ts';
import { createLog } from '../../server/log.ts';
import { type Ffmpeg, SOUND_KBPS, ssim } from './shared-clip.ts';

/** How one clip was made to fit. */
export interface Fitted {
  name: string;
  encodes: number;
  /** Part of the limit. */
  used: number;
  /** Width and most pictures a second. */
  size: string;
  bytes: number;
  /** Time, in that of plain ffmpeg for the same output. */
  wall: number;
}

/** What it is like, beside a naive encode that takes as many bytes. */
export interface Likeness {
  ssim: number;
  naiveSsim: number;
}

export interface Fitting {
  name: string;
  file: string;
  seconds: number;
  maxBytes: number;
  folder: string;
  ffmpegPath: string;
  run: Ffmpeg;
}

/** Naive encodes are tried until they take as many bytes. */
const SAME_BYTES = 0.015;
const NAIVE_TRIES = 6;

/** @returns null when the clip fits as it is */
export async function fitOnce(fitting: Fitting): Promise<Fitted | null> {
  const { name, file, seconds, maxBytes, ffmpegPath } = fitting;
  const plans: FitPlan[] = [];
  const log = createLog('debug', {
    write(line: string) {
      if (line.includes('clip encoded to fit')) plans.push(JSON.parse(line));
    },
  });
  const clip = { file, durationMs: seconds * 1000, width: 1280, height: 720 };
  const began = performance.now();
  const { bytes } = await fitClip({ ...clip, maxBytes, outFile: oursIn(fitting), ffmpegPath, log });
  const oursMs = performance.now() - began;
  const plan = plans.at(-1);
  if (!plan) return null;

  const { width, height, maxFps } = plan;
  const filters = [
    ...(maxFps ? [picturesApart(leastDistanceMs(maxFps))] : []),
    `scale=${width}:${height}`,
  ];
  const same = ['-vf', filters.join(), ...(maxFps ? ['-fps_mode', 'passthrough'] : [])];
  const plainMs = await encode(fitting, 'plain.mp4', kbpsOf(bytes, seconds), same);
  return {
    ...{ name, encodes: plans.length, used: bytes / maxBytes, bytes },
    ...{ size: `${width}x${height}${maxFps ? ` up to ${maxFps}/s` : ''}`, wall: oursMs / plainMs },
  };
}

/** Of what fitOnce has made last in this folder. */
export async function compareWithNaive(fitting: Fitting, { bytes }: Fitted): Promise<Likeness> {
  const { file, folder, seconds, run } = fitting;
  const kbps = kbpsOf(bytes, seconds);
  // ABR lands anywhere near: between what was too much and what was too little lies what is right.
  let [least, most] = [0, Number.POSITIVE_INFINITY];
  let naiveKbps = kbps;
  for (let tries = 1; tries <= NAIVE_TRIES; tries++) {
    await encode(fitting, 'naive.mp4', naiveKbps, []);
    const { size } = await stat(join(folder, 'naive.mp4'));
    if (Math.abs(size / bytes - 1) < SAME_BYTES) break;
    if (size > bytes) most = Math.min(most, naiveKbps);
    else least = Math.max(least, naiveKbps);
    const next = naiveKbps * (kbps / kbpsOf(size, seconds));
    naiveKbps = Math.round(next > least && next < most ? next : (least + most) / 2);
  }
  const others = [oursIn(fitting), join(folder, 'naive.mp4')];
  const [own, naiveSsim] = await ssim(run, file, others);
  return { ssim: own as number, naiveSsim: naiveSsim as number };
}

const oursIn = ({ folder }: Fitting) => join(folder, 'ours.mp4');

/** Of the pictures. */
function kbpsOf(bytes: number, seconds: number): number {
  return Math.round((bytes * 8) / seconds / 1000) - SOUND_KBPS;
}

/** @returns how long it took, ms */
async function encode(
  { file, folder, run }: Fitting,
  out: string,
  kbps: number,
  filters: string[],
): Promise<number> {
  const began = performance.now();
  await run(
    ...['-i', file, ...filters, '-c:v', 'libx264', '-preset', 'veryfast', '-b:v', `${kbps}k`],
    ...['-c:a', 'copy', '-movflags', '+faststart', join(folder, out)],
  );
  return performance.now() - began;
}
