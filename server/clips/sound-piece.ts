import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AAC_FRAME, type AacFormat, silence, withAdts } from '../aac.ts';
import { runFfmpeg } from '../ffmpeg/render.ts';
import type { RunPlan } from './plan.ts';
import { type Run, readSegment } from './runs.ts';
import type { SegmentReader } from './segment-reader.ts';
import { planSound, type SoundStep } from './sound.ts';

/** Where frames of sound are, in files of few seconds each, and when they are heard, ticks. */
export interface Sound {
  segments: { file: string }[];
  audio: Run['audio'];
}

export interface SoundRequest {
  run: Run;
  plan: RunPlan;
  /** What it is brought to. */
  format: AacFormat;
  reader: SegmentReader;
  /** Temporary; the caller removes it. */
  workDir: string;
  name: string;
  ffmpegPath: string;
  signal?: AbortSignal | undefined;
}

const TICKS = 90_000;

/** Encodes what a run's sound has in a clip again, in another format; on the run's own clock all the same. */
export async function convertSound(request: SoundRequest): Promise<Sound> {
  const { run, plan, format, workDir, name, ffmpegPath, signal } = request;
  const source = join(workDir, `${name}.aac`);
  const folder = join(workDir, name);
  await mkdir(folder);
  await pipeline(frames(request), createWriteStream(source), { signal });
  await runFfmpeg({
    ...{ ffmpegPath, signal, timeoutMs: 120_000 },
    input: { file: source, options: ['-f', 'aac'] },
    output: {
      file: join(folder, 'part_%05d.ts'),
      options: [
        ...['-vn', '-c:a', 'aac', '-b:a', '128k', '-ar', String(format.sampleRate)],
        ...['-ac', String(format.channels)],
        ...['-f', 'segment', '-segment_time', '10', '-segment_format', 'mpegts'],
      ],
    },
  });
  await rm(source);
  const segments = (await readdir(folder)).sort().map((part) => ({ file: join(folder, part) }));
  const audio: Sound['audio'] = [];
  const frame = (AAC_FRAME * TICKS) / format.sampleRate;
  for (const [segment, { file }] of segments.entries()) {
    const heard = (await readSegment(file)).audio.length;
    for (let index = 0; index < heard; index++) {
      // The first frame only fills the encoder.
      audio.push({ pts: plan.originPts + (audio.length - 1) * frame, segment, index });
    }
  }
  return { segments, audio };
}

/** The sound of the run from the plan's beginning to its end, without holes. */
async function* frames({ run, plan, reader }: SoundRequest): AsyncGenerator<Buffer> {
  const format = run.audioFormat as AacFormat;
  const times = run.audio.map(({ pts }) => (pts - plan.originPts) / TICKS);
  const end = (plan.endPts - plan.originPts) / TICKS;
  const steps: Iterable<SoundStep> = planSound(times, 0, end, format.sampleRate);
  for (const step of steps) {
    const data = step === 'silence' ? silence(format.channels) : await reader.sound(run, step);
    yield withAdts(data, format);
  }
}
