import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Beep, readBeeps } from './clip/beeps.ts';
import { type Container, isFaststart, parseBanner } from './clip/container.ts';
import { type Frame, readFrames } from './clip/frames.ts';

/** What a clip of the test card shows and sounds, and when. */
export interface Reading extends Container {
  file: string;
  /** All shown frames, in order; times in ms from the start of the file. */
  frames: Frame[];
  /** Frames that lie in the file but that players skip: what was trimmed away and is still there. */
  hidden: Frame[];
  beeps: Beep[];
  /** As the container says, ms. */
  durationMs: number;
  /** When picture and sound begin and end, ms from the start of the file; null without sound. */
  soundMs: { from: number; to: number } | null;
}

/** Decodes a clip (MP4 or TS) with ffmpeg and reads the test card in it. */
export async function readClip(file: string, { ffmpegPath = 'ffmpeg' } = {}): Promise<Reading> {
  const banner = await promisify(execFile)(ffmpegPath, ['-hide_banner', '-i', file]).catch(
    // Without an output ffmpeg always fails, after it has said what we want.
    (error: { stderr?: string }) => ({ stderr: error.stderr ?? '' }),
  );
  const container = parseBanner(banner.stderr);
  const [, h, m, s] = /Duration: (\d+):(\d+):([\d.]+)/.exec(banner.stderr) ?? [];
  const frames = await readFrames(ffmpegPath, file);
  const stored = await countStored(ffmpegPath, file);
  const soundMs = container.audioCodec ? await soundSpan(ffmpegPath, file) : null;
  return {
    file,
    ...container,
    faststart: await isFaststart(file),
    frames,
    hidden: stored > frames.length ? await readHidden(ffmpegPath, file, frames) : [],
    beeps: soundMs ? await readBeeps(ffmpegPath, file) : [],
    durationMs: (Number(h) * 3600 + Number(m) * 60 + Number(s)) * 1000,
    soundMs,
  };
}

/** Frames in the file, shown or not; 0 where the format has no edit lists. */
async function countStored(ffmpegPath: string, file: string): Promise<number> {
  const args = ['-v', 'error', '-progress', 'pipe:1', '-ignore_editlist', '1', '-i', file];
  const copy = ['-map', '0:v:0', '-c', 'copy', '-f', 'null', '-'];
  const { stdout } = await promisify(execFile)(ffmpegPath, [...args, ...copy]).catch(() => ({
    stdout: '',
  }));
  return Number([...stdout.matchAll(/^frame=(\d+)/gm)].at(-1)?.[1] ?? 0);
}

async function readHidden(ffmpegPath: string, file: string, frames: Frame[]): Promise<Frame[]> {
  const shown = new Set(frames.map((frame) => frame.counter));
  const all = await readFrames(ffmpegPath, file, { ignoreEditList: true });
  return all.filter((frame) => !shown.has(frame.counter));
}

async function soundSpan(ffmpegPath: string, file: string) {
  const args = ['-hide_banner', '-nostats', '-i', file, '-map', '0:a:0', '-af', 'ashowinfo'];
  const { stderr } = await promisify(execFile)(ffmpegPath, [...args, '-f', 'null', '-'], {
    maxBuffer: 1 << 28,
  });
  const packets = [...stderr.matchAll(/ pts_time:(-?[\d.]+).* rate:(\d+) nb_samples:(\d+)/g)];
  const [first, last] = [packets[0], packets.at(-1)];
  if (!first || !last) return null;
  const lastMs = Number(last[1]) * 1000;
  const lastLengthMs = (Number(last[3]) / Number(last[2])) * 1000;
  return { from: Number(first[1]) * 1000, to: lastMs + lastLengthMs };
}
