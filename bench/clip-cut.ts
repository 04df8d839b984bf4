import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cutClip } from '../server/clips/cut.ts';
import { findFfmpeg } from '../server/ffmpeg/find.ts';
import { createLog } from '../server/log.ts';
import type { Segment } from '../server/segments/range.ts';
import { atMost, type Bench, plain } from './figure.ts';
import { usageOf } from './usage.ts';

const SEGMENTS = 62;
const CLIP_MS = 120_000;
const RUNS = 3;

/** CPU of an exact 2 min clip beside joining whole segments (inexact, the floor) and beside encoding all of it. */
export const clipCut: Bench = {
  name: 'clip-cut',
  async measure(say) {
    const folder = await mkdtemp(join(tmpdir(), 'bench-clip-'));
    const ffmpegPath = await findFfmpeg(process.env.FFMPEG_PATH);
    const ffmpeg = (...args: string[]) =>
      promisify(execFile)(ffmpegPath, ['-v', 'error', '-y', ...args]);
    try {
      say(`making ${SEGMENTS} segments of 2 s, 720p30 at 2.5 Mbit/s`);
      const segments = await makeSegments(ffmpeg, join(folder, 'segments'));
      const list = join(folder, 'list.txt');
      await writeFile(list, segments.map(({ file }) => `file '${file}'`).join('\n'));
      const concat = ['-f', 'concat', '-safe', '0', '-i', list];
      const faststart = ['-movflags', '+faststart'];
      const fromMs = (segments[0]?.startMs ?? 0) + 1300;

      say('joining whole segments');
      const floor = await cpuOf(() =>
        ffmpeg(...concat, '-c', 'copy', ...faststart, join(folder, 'floor.mp4')),
      );
      say('cutting exactly');
      const exact = await cpuOf((run) =>
        cutClip({
          segments,
          ...{ fromMs, toMs: fromMs + CLIP_MS },
          outFile: join(folder, `exact-${run}.mp4`),
          workDir: folder,
          ...{ ffmpegPath, log: createLog('warn') },
        }),
      );
      say('encoding all of it');
      const trim = ['-ss', '1.3', '-t', String(CLIP_MS / 1000)];
      const x264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-b:v', '2500k', '-c:a', 'aac'];
      const full = await cpuOf(
        () => ffmpeg(...concat, ...trim, ...x264, ...faststart, join(folder, 'full.mp4')),
        1,
      );
      return [
        plain('clip-cut: CPU, concat -c copy', floor, 's'),
        plain('clip-cut: CPU, exact', exact, 's'),
        plain('clip-cut: CPU, all encoded', full, 's'),
        atMost('clip-cut: CPU, exact / concat -c copy', exact / floor, '', 3),
        atMost('clip-cut: CPU, exact / all encoded', exact / full, '', 0.05),
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Like what a browser sends: constrained baseline, no B-frames, a keyframe every 2 s. */
async function makeSegments(
  ffmpeg: (...args: string[]) => Promise<unknown>,
  folder: string,
): Promise<Segment[]> {
  await mkdir(folder);
  const length = String(SEGMENTS * 2);
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=30'];
  const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'];
  const video = ['-c:v', 'libx264', '-preset', 'ultrafast', '-profile:v', 'baseline', '-g', '60'];
  const rate = ['-b:v', '2500k', '-maxrate', '2500k', '-bufsize', '2500k', '-pix_fmt', 'yuv420p'];
  const audio = ['-c:a', 'aac', '-ac', '2', '-b:a', '128k'];
  const hls = ['-f', 'segment', '-segment_time', '2', join(folder, 'segment_%05d.ts')];
  await ffmpeg(...picture, ...sound, '-t', length, ...video, ...rate, ...audio, ...hls);
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

/** Seconds of CPU of this process and what it starts, the least of some runs. */
async function cpuOf(work: (run: number) => Promise<unknown>, runs = RUNS): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run += 1) {
    const before = await usageOf(process.pid);
    await work(run);
    const after = await usageOf(process.pid);
    least = Math.min(least, after.cpuS - before.cpuS);
  }
  return least;
}
