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
  ssim: number;
  naiveSsim: number;
  /** Time, in that of plain ffmpeg. */
  wall: number;
}

/** Naive encodes are tried until they take as many bytes. */
const SAME_BYTES = 0.015;
const NAIVE_TRIES = 6;

/** @returns null when the clip fits as it is */
export async function fitOnce(options: {
  name: string;
  file: string;
  seconds: number;
  maxBytes: number;
  folder: string;
  ffmpegPath: string;
  run: Ffmpeg;
}): Promise<Fitted | null> {
  const { name, file, seconds, maxBytes, folder, ffmpegPath, run } = options;
  const plans: FitPlan[] = [];
  const log = createLog('debug', {
    write(line: string) {
      if (line.includes('clip encoded to fit')) plans.push(JSON.parse(line));
    },
  });
  const clip = { file, durationMs: seconds * 1000, width: 1280, height: 720 };
  const began = performance.now();
  const outFile = join(folder, 'ours.mp4');
  const ours = await fitClip({ ...clip, maxBytes, outFile, ffmpegPath, log });
  const oursMs = performance.now() - began;
  const plan = plans.at(-1);
  if (!plan) return null;

  const encode = async (out: string, kbps: number, filters: string[]) => {
    const began = performance.now();
    await run(
      ...['-i', file, ...filters, '-c:v', 'libx264', '-preset', 'veryfast', '-b:v', `${kbps}k`],
      ...['-c:a', 'copy', '-movflags', '+faststart', out],
    );
    return performance.now() - began;
  };
  const kbps = Math.round((ours.bytes * 8) / seconds / 1000) - SOUND_KBPS;
  const naive = join(folder, 'naive.mp4');
  // ABR lands anywhere near: between what was too much and what was too little lies what is right.
  let [least, most] = [0, Number.POSITIVE_INFINITY];
  let naiveKbps = kbps;
  for (let tries = 1; tries <= NAIVE_TRIES; tries++) {
    await encode(naive, naiveKbps, []);
    const { size } = await stat(naive);
    if (Math.abs(size / ours.bytes - 1) < SAME_BYTES) break;
    if (size > ours.bytes) most = Math.min(most, naiveKbps);
    else least = Math.max(least, naiveKbps);
    const next = naiveKbps * (kbps / ((size * 8) / seconds / 1000 - SOUND_KBPS));
    naiveKbps = Math.round(next > least && next < most ? next : (least + most) / 2);
  }
  const { width, height, maxFps } = plan;
  const filters = [
    ...(maxFps ? [picturesApart(leastDistanceMs(maxFps))] : []),
    `scale=${width}:${height}`,
  ];
  const same = ['-vf', filters.join(), ...(maxFps ? ['-fps_mode', 'passthrough'] : [])];
  const plainMs = await encode(join(folder, 'plain.mp4'), kbps, same);
  const [own, naiveSsim] = await ssim(run, file, [ours.file, naive]);
  return {
    ...{ name, encodes: plans.length, used: ours.bytes / maxBytes },
    ...{ size: `${width}x${height}${maxFps ? ` up to ${maxFps}/s` : ''}`, wall: oursMs / plainMs },
    ...{ ssim: own as number, naiveSsim: naiveSsim as number },
  };
}
