import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findFfmpeg } from '../../../server/ffmpeg/find.ts';
import { CHANNELS, SAMPLE_RATE } from './source.ts';

/** Sound that has not come so much later is silence, ms. */
const LATE_MS = 300;
const EVERY_MS = 50;
const BYTES_PER_MS = (SAMPLE_RATE * CHANNELS * 2) / 1000;

/** Segments of sound alone, at the pace of the clock: where nothing comes, of silence. */
export async function startSoundEncoder(options: {
  segmentS: number;
  /** A folder for one of the encoder's own. */
  scratch: string;
  /** A closed segment; times count from `startMs`. */
  onSegment(segment: { file: string; startS: number; endS: number }): void;
}) {
  const folder = await mkdtemp(join(options.scratch, 'open-'));
  const child = spawn(
    await findFfmpeg(),
    [
      ...['-hide_banner', '-loglevel', 'error'],
      ...['-f', 's16le', '-ar', String(SAMPLE_RATE), '-ac', String(CHANNELS), '-i', 'pipe:0'],
      ...['-c:a', 'aac', '-b:a', '128k', '-f', 'segment', '-segment_format', 'mpegts'],
      ...['-segment_time', String(options.segmentS), '-muxdelay', '0', '-muxpreload', '0'],
      ...['-segment_list', 'pipe:1', '-segment_list_type', 'csv', join(folder, '%05d.ts')],
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const stop = () => child.kill('SIGKILL');
  process.once('exit', stop);
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout }).on('line', (line) => {
    const [name = '', start, end] = line.split(',');
    options.onSegment({ file: join(folder, name), startS: Number(start), endS: Number(end) });
  });
  const gone = Promise.all([once(child, 'exit'), once(lines, 'close')]).then(() => {
    process.off('exit', stop);
  });
  const startMs = Date.now();
  let writtenMs = 0;
  const write = (bytes: Buffer) => {
    writtenMs += bytes.length / BYTES_PER_MS;
    child.stdin.write(bytes);
  };
  const silenceTo = (dueMs: number) => {
    if (dueMs > writtenMs) write(Buffer.alloc(Math.floor(dueMs - writtenMs) * BYTES_PER_MS));
  };
  const timer = setInterval(() => silenceTo(Date.now() - startMs - LATE_MS), EVERY_MS);

  return {
    startMs,
    sound(samples: Int16Array): void {
      const bytes = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
      const aheadMs = writtenMs + bytes.length / BYTES_PER_MS - (Date.now() - startMs);
      // Behind a silence it begins where it belongs, and goes on from there.
      silenceTo(Date.now() - startMs - bytes.length / BYTES_PER_MS - LATE_MS / 3);
      if (aheadMs <= LATE_MS) write(Buffer.from(bytes));
    },
    /** Closes the last segment. */
    async end(): Promise<void> {
      clearInterval(timer);
      child.stdin.end();
      await gone;
    },
    async kill(): Promise<void> {
      clearInterval(timer);
      if (child.exitCode === null && child.signalCode === null) {
        stop();
        await gone;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}
