import { execFile } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Segment } from '../../server/segments/range.ts';

/** Like what a browser sends: constrained baseline, no B-frames, a keyframe every 2 s. */
export async function makeLongTape(
  ffmpegPath: string,
  folder: string,
  lengthS: number,
): Promise<Segment[]> {
  await mkdir(folder);
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=30'];
  const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'];
  const video = ['-c:v', 'libx264', '-preset', 'ultrafast', '-profile:v', 'baseline', '-g', '60'];
  const rate = ['-b:v', '2500k', '-maxrate', '2500k', '-bufsize', '2500k', '-pix_fmt', 'yuv420p'];
  const audio = ['-c:a', 'aac', '-ac', '2', '-b:a', '128k'];
  const output = ['-f', 'segment', '-segment_time', '2', join(folder, 'segment_%05d.ts')];
  const args = [...picture, ...sound, '-t', String(lengthS), ...video, ...rate, ...audio];
  await promisify(execFile)(ffmpegPath, ['-v', 'error', '-y', ...args, ...output]);
  const names = (await readdir(folder)).sort();
  const startMs = Date.UTC(2026, 0, 1);
  return names.map((name, i) => ({
    file: join(folder, name),
    startMs: startMs + i * 2000,
    durationMs: 2000,
    folder,
    discontinuity: false,
  }));
}
