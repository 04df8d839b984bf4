import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fitClip } from '../server/clips/fit.ts';
import { findFfmpeg } from '../server/ffmpeg/find.ts';
import { createLog } from '../server/log.ts';
import { atLeast, atMost, type Bench, median, plain } from './figure.ts';
import { SOURCES } from './fitting/sources.ts';

const SECONDS = 20;
/** 2 min in 10 MiB, 5 min in 50 MiB and 10 min in 100 MiB: the bitrates count, so shorter clips get smaller limits. */
const LIMITS = [
  { name: '10 MiB', bytesPerS: (10 << 20) / 120 },
  { name: '50 MiB', bytesPerS: (50 << 20) / 300 },
  { name: '100 MiB', bytesPerS: (100 << 20) / 600 },
] as const;
/** What a browser sends of 720p30, kbit/s. */
const SHARED_KBPS = 3000;
const SOUND_KBPS = 128;

interface Fitted {
  name: string;
  encodes: number;
  used: number;
  ssim: number;
  naiveSsim: number;
  wall: number;
}

/** Clips of all kinds made to fit: how often the first encode does, what it is like, and what that costs. */
export const fit: Bench = {
  name: 'fit',
  async measure(say) {
    const folder = await mkdtemp(join(tmpdir(), 'bench-fit-'));
    const ffmpegPath = await findFfmpeg(process.env.FFMPEG_PATH);
    try {
      const all: Fitted[] = [];
      for (const [i, source] of SOURCES.entries()) {
        const limit = LIMITS[i % LIMITS.length] as (typeof LIMITS)[number];
        const one = await measureOne(folder, ffmpegPath, source, limit);
        const { encodes, used, ssim, naiveSsim, wall } = one;
        say(
          `${one.name}: ${encodes} encodes, ${(used * 100).toFixed(1)} % used, SSIM ${ssim.toFixed(4)} beside ${naiveSsim.toFixed(4)}, ${wall.toFixed(2)} of plain ffmpeg's time`,
        );
        all.push(one);
      }
      const done = all.filter(({ encodes }) => encodes > 0);
      const share = (held: Fitted[]) => held.length / done.length;
      const gains = done.map(({ ssim, naiveSsim }) => ssim - naiveSsim);
      return [
        plain('fit: clips that had to be encoded', done.length, ''),
        atLeast('fit: landed in one encode', share(done.filter((d) => d.encodes === 1)), '', 0.95),
        atLeast('fit: used 90 % of the limit', share(done.filter((d) => d.used >= 0.9)), '', 0.95),
        atMost('fit: largest part of the limit', Math.max(...done.map((d) => d.used)), '', 1),
        atLeast('fit: SSIM beside naive, worst', Math.min(...gains), '', -0.002),
        plain('fit: SSIM beside naive, best', Math.max(...gains), ''),
        atMost('fit: wall / plain ffmpeg, median', median(done.map((d) => d.wall)), '', 1.1),
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function measureOne(
  folder: string,
  ffmpegPath: string,
  { name, graph }: (typeof SOURCES)[number],
  limit: (typeof LIMITS)[number],
): Promise<Fitted> {
  const run = (...args: string[]) =>
    promisify(execFile)(ffmpegPath, ['-v', 'error', '-y', ...args], { maxBuffer: 64 << 20 });
  const file = join(folder, 'source.mp4');
  const kbps = (rate: number) => `${Math.round(rate)}k`;
  await run(
    ...['-f', 'lavfi', '-i', graph, '-f', 'lavfi', '-i', 'sine=440:sample_rate=48000'],
    ...['-t', String(SECONDS), '-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', 'baseline'],
    ...['-b:v', kbps(SHARED_KBPS), '-maxrate', kbps(SHARED_KBPS * 1.3)],
    ...['-bufsize', kbps(SHARED_KBPS), '-g', '60', '-pix_fmt', 'yuv420p'],
    ...['-c:a', 'aac', '-b:a', kbps(SOUND_KBPS), '-ac', '2', '-movflags', '+faststart', file],
  );
  const maxBytes = Math.round(limit.bytesPerS * SECONDS);
  const outFile = join(folder, 'ours.mp4');
  let encodes = 0;
  const log = createLog('debug', {
    write(line: string) {
      if (line.includes('clip encoded to fit')) encodes += 1;
    },
  });
  const size = { durationMs: SECONDS * 1000, width: 1280, height: 720 };
  const began = performance.now();
  const ours = await fitClip({ file, maxBytes, outFile, ...size, ffmpegPath, log });
  const oursMs = performance.now() - began;
  const title = `${name} into ${limit.name}`;
  if (encodes === 0) {
    return { name: title, encodes, used: ours.bytes / maxBytes, ssim: 1, naiveSsim: 1, wall: 1 };
  }
  const encode = async (out: string, filters: string[]) => {
    const rate = (ours.bytes * 8) / SECONDS / 1000 - SOUND_KBPS;
    const began = performance.now();
    await run(
      ...['-i', file, ...filters, '-c:v', 'libx264', '-preset', 'veryfast', '-b:v', kbps(rate)],
      ...['-c:a', 'copy', '-movflags', '+faststart', out],
    );
    return performance.now() - began;
  };
  const sameSize = `scale=${ours.width}:${ours.height}`;
  const naive = join(folder, 'naive.mp4');
  await encode(naive, []);
  const plainMs = await encode(join(folder, 'plain.mp4'), ['-vf', sameSize]);
  const ssim = async (other: string) => {
    const even = 'fps=30,scale=1280:720:flags=bicubic';
    const compare = `[0:v]${even}[a];[1:v]${even}[b];[a][b]ssim`;
    const { stderr } = await promisify(execFile)(ffmpegPath, [
      ...['-hide_banner', '-nostats', '-i', other, '-i', file],
      ...['-lavfi', compare, '-an', '-f', 'null', '-'],
    ]);
    return Number(/All:([\d.]+)/.exec(stderr)?.[1]);
  };
  return {
    ...{ name: title, encodes, used: ours.bytes / maxBytes },
    ...{ ssim: await ssim(ours.file), naiveSsim: await ssim(naive), wall: oursMs / plainMs },
  };
}
