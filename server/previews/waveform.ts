import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AAC_FRAME, type AacFormat, silence, withAdts } from '../aac.ts';
import type { Scratch } from '../clips/media/ts.ts';
import { readSegment, unwrap } from '../clips/runs.ts';
import { planSound } from '../clips/sound.ts';
import { runFfmpeg } from '../ffmpeg/render.ts';
import { wholeFile } from '../whole-file.ts';
import { lengthOf, TICKS_PER_MS } from './preview.ts';
import type { PictureStrip } from './thumbnails.ts';

/** How loud the sound is at most, from 0 to 255, so often a second. */
export interface Waveform {
  perSecond: number;
  /** From media time 0 to the preview's end; none where there is no sound. */
  peaks: number[];
}

const PER_SECOND = 20;
const RATE = 8000;
const TIMEOUT_MS = 120_000;
const TICKS = 1000 * TICKS_PER_MS;

/**
 * Writes the waveform as JSON. The sound is decoded once, a segment in memory at a time; what is missing is silence.
 * @throws FfmpegFailed; the signal's reason
 */
export async function makeWaveform(strip: PictureStrip): Promise<void> {
  const { folder, preview, outFile, ffmpegPath, signal } = strip;
  const workDir = await mkdtemp(join(folder, 'waveform-'));
  try {
    let peaks: number[] = [];
    if (preview.hasSound) {
      const file = join(workDir, 'sound.aac');
      await pipeline(sound(strip), createWriteStream(file), { signal });
      const seconds = lengthOf(preview) / TICKS;
      peaks = await readPeaks({ file, ffmpegPath, signal }, Math.ceil(seconds * PER_SECOND));
    }
    const text = JSON.stringify({ perSecond: PER_SECOND, peaks } satisfies Waveform);
    await wholeFile(outFile, (part) => writeFile(part, text));
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

/** ADTS frames from media time 0 on, without holes. */
async function* sound({ folder, preview, signal }: PictureStrip): AsyncGenerator<Buffer> {
  const scratch: Scratch = { bytes: Buffer.alloc(0) };
  let format: AacFormat | null = null;
  let written = 0;
  for (const [i, { name, at, ticks }] of preview.segments.entries()) {
    signal.throwIfAborted();
    const { video, audio, audioFormat } = await readSegment(join(folder, name), scratch);
    format = audioFormat ?? format ?? { sampleRate: 48_000, channels: 1, objectType: 2 };
    const { sampleRate, channels } = format;
    const first = video[0]?.pts ?? 0;
    const times = audio.map(({ pts }) => (at + unwrap(pts, first)) / TICKS - written);
    // Sound may lie in the segment behind its picture's: only what breaks off is filled up.
    const breaksOff = preview.segments[i + 1]?.breaks ?? true;
    const heardUntil = (times.at(-1) ?? Number.NEGATIVE_INFINITY) + AAC_FRAME / sampleRate;
    const end = breaksOff ? (at + ticks) / TICKS - written : heardUntil;
    const steps = [...planSound(times, 0, end, sampleRate)];
    for (const step of steps) {
      const frame = step === 'silence' ? silence(channels) : audio[step]?.data;
      if (frame) yield withAdts(frame, format);
    }
    written += (steps.length * AAC_FRAME) / sampleRate;
  }
}

async function readPeaks(
  { file, ffmpegPath, signal }: { file: string; ffmpegPath: string; signal: AbortSignal },
  count: number,
): Promise<number[]> {
  const peaks = new Array<number>(count).fill(0);
  let sample = 0;
  let odd: Buffer = Buffer.alloc(0);
  const pcm = new Writable({
    // See read-pictures.ts.
    emitClose: false,
    write(chunk: Buffer, _encoding, done) {
      const bytes = odd.length > 0 ? Buffer.concat([odd, chunk]) : chunk;
      const whole = bytes.length - (bytes.length % 2);
      for (let at = 0; at < whole; at += 2) {
        const peak = Math.floor((sample++ * PER_SECOND) / RATE);
        const loud = Math.round(Math.abs(bytes.readInt16LE(at)) / 128.5);
        if (peak < count) peaks[peak] = Math.max(peaks[peak] as number, loud);
      }
      odd = Buffer.from(bytes.subarray(whole));
      done();
    },
  });
  await runFfmpeg({
    ...{ ffmpegPath, signal, timeoutMs: TIMEOUT_MS },
    input: { file, kind: 'aac' },
    output: {
      file: pcm,
      options: ['-ac', '1', '-ar', String(RATE), '-c:a', 'pcm_s16le', '-f', 's16le'],
    },
  });
  return peaks;
}
