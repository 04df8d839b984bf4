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
  const { run, plan, workDir, name } = request;
  const file = join(workDir, `${name}.aac`);
  await writeRunSound(request, run.audioFormat as AacFormat, file);
  return encodeSound({ ...request, files: [file], filter: [], at: plan.originPts });
}

/** The sound of the run from the plan's beginning to its end, without holes, as a file of ADTS. */
export function writeRunSound(
  { run, plan, reader, signal }: SoundRequest,
  format: AacFormat,
  file: string,
): Promise<void> {
  const times = run.audio.map(({ pts }) => (pts - plan.originPts) / TICKS);
  const end = (plan.endPts - plan.originPts) / TICKS;
  return writeSound({ source: run, times, end, format, file, reader, signal });
}

interface Written extends Pick<SoundRequest, 'format' | 'reader' | 'signal'> {
  source: Sound;
  /** When its frames are heard, s; rising. */
  times: number[];
  /** s */
  end: number;
  file: string;
}

/** Frames that follow one another from 0 to `end`, as a file of ADTS. */
export async function writeSound(written: Written): Promise<void> {
  const { source, times, end, format, file, reader, signal } = written;
  const steps: Iterable<SoundStep> = planSound(times, 0, end, format.sampleRate);
  async function* frames(): AsyncGenerator<Buffer> {
    for (const step of steps) {
      const data = step === 'silence' ? silence(format.channels) : await reader.sound(source, step);
      yield withAdts(data, format);
    }
  }
  await pipeline(frames(), createWriteStream(file), { signal });
}

interface Encoded
  extends Pick<SoundRequest, 'format' | 'workDir' | 'name' | 'ffmpegPath' | 'signal'> {
  /** Of ADTS; they are gone afterwards. */
  files: string[];
  /** How ffmpeg makes one sound of them. */
  filter: string[];
  /** Where they begin, ticks. */
  at: number;
}

export async function encodeSound(encoded: Encoded): Promise<Sound> {
  const { files, filter, at, format, workDir, name, ffmpegPath, signal } = encoded;
  const folder = join(workDir, name);
  await mkdir(folder);
  await runFfmpeg({
    ...{ ffmpegPath, signal, timeoutMs: 120_000 },
    input: files.map((file) => ({ file, kind: 'aac' as const })),
    output: {
      file: join(folder, 'part_%05d.ts'),
      options: [
        ...[...filter, '-vn', '-c:a', 'aac', '-b:a', '128k', '-ar', String(format.sampleRate)],
        ...['-ac', String(format.channels)],
        ...['-f', 'segment', '-segment_time', '10', '-segment_format', 'mpegts'],
      ],
    },
  });
  for (const file of files) await rm(file);
  const segments = (await readdir(folder)).sort().map((part) => ({ file: join(folder, part) }));
  const audio: Sound['audio'] = [];
  const frame = (AAC_FRAME * TICKS) / format.sampleRate;
  for (const [segment, { file }] of segments.entries()) {
    const heard = (await readSegment(file)).audio.length;
    for (let index = 0; index < heard; index++) {
      // The first frame only fills the encoder.
      audio.push({ pts: at + (audio.length - 1) * frame, segment, index });
    }
  }
  return { segments, audio };
}
