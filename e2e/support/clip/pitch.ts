import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findFfmpeg } from '../../../server/ffmpeg/find.ts';

const RATE = 16_000;
/** How far the loudnesses of `levelsAt` are apart, ms. */
export const LEVEL_MS = 10;
const STEP = (RATE * LEVEL_MS) / 1000;

/** How loud one pitch is in a file's sound: its amplitude (1 is full scale) every 10 ms from the file's start. */
export async function levelsAt(file: string, hz: number): Promise<number[]> {
  // A segment of few frames is taken for something else.
  const format = file.endsWith('.ts') ? ['-f', 'mpegts'] : [];
  const args = ['-v', 'error', ...format, '-i', file, '-map', '0:a:0'];
  const filter = `aresample=${RATE}:async=1:min_hard_comp=0.01:first_pts=0`;
  const { stdout } = await promisify(execFile)(
    await findFfmpeg(),
    [...args, '-af', filter, '-ac', '1', '-f', 'f32le', 'pipe:1'],
    { encoding: 'buffer', maxBuffer: 1 << 30 },
  );
  const sound = new Float32Array(stdout.buffer, stdout.byteOffset, stdout.length >> 2);
  const levels: number[] = [];
  for (let at = 0; at + STEP <= sound.length; at += STEP) {
    let [real, imaginary] = [0, 0];
    for (let i = 0; i < STEP; i++) {
      const turn = (2 * Math.PI * hz * i) / RATE;
      const sample = sound[at + i] ?? 0;
      real += sample * Math.cos(turn);
      imaginary += sample * Math.sin(turn);
    }
    levels.push((2 * Math.hypot(real, imaginary)) / STEP);
  }
  return levels;
}
