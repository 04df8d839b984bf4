import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Source } from './sources.ts';

/** What a browser sends of 720p30, and of sound, kbit/s. */
const SHARED_KBPS = 3000;
export const SOUND_KBPS = 128;

export type Ffmpeg = (...args: string[]) => Promise<{ stderr: string }>;

/** Speaks of what its filters found, and of nothing else. */
export function ffmpegAt(path: string): Ffmpeg {
  return (...args) =>
    promisify(execFile)(path, ['-hide_banner', '-nostats', '-nostdin', '-y', ...args], {
      maxBuffer: 64 << 20,
    });
}

/** A clip as it comes out of a share of this source: 720p30 and sound, with a keyframe every 2 s. */
export async function makeSharedClip(
  run: Ffmpeg,
  { graph }: Source,
  seconds: number,
  file: string,
) {
  await run(
    ...['-f', 'lavfi', '-i', graph, '-f', 'lavfi', '-i', 'sine=440:sample_rate=48000'],
    ...['-t', String(seconds), '-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'baseline'],
    ...['-b:v', `${SHARED_KBPS}k`, '-maxrate', `${SHARED_KBPS * 1.3}k`],
    ...['-bufsize', `${SHARED_KBPS}k`, '-g', '60', '-pix_fmt', 'yuv420p'],
    ...['-c:a', 'aac', '-b:a', `${SOUND_KBPS}k`, '-ac', '2', '-movflags', '+faststart', file],
  );
}

/**
 * How like the clip others are, at its size and each of its pictures beside the one that is shown then: SSIM, 1 where
 * nothing differs. A picture that was left out stands there as the one before, so leaving it out is not for free.
 */
export async function ssim(run: Ffmpeg, clip: string, others: string[]): Promise<number[]> {
  const even = 'fps=30,scale=1280:720:flags=bicubic';
  const splits = others.map((_, i) => `[c${i}]`).join('');
  const graph = [
    `[0:v]${even},split=${others.length}${splits}`,
    ...others.map((_, i) => `[${i + 1}:v]${even}[o${i}];[o${i}][c${i}]ssim@${i}`),
  ].join(';');
  const inputs = [clip, ...others].flatMap((file) => ['-i', file]);
  const { stderr } = await run(...inputs, '-lavfi', graph, '-an', '-f', 'null', '-');
  return others.map((_, i) => Number(new RegExp(`ssim@${i} .*All:([\\d.]+)`).exec(stderr)?.[1]));
}
