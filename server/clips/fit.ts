import { rename, rm, stat } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { AAC_IN_PLACE, picturesApart } from '../ffmpeg/filters.ts';
import { runFfmpeg } from '../ffmpeg/render.ts';
import type { Log } from '../log.ts';
import { wholeFile } from '../whole-file.ts';
import type { Say } from '../words/words.ts';
import { type Demand, type DemandRequest, measureDemand } from './fit-demand.ts';
import {
  bitrateAsItIs,
  type FitPlan,
  type FitSource,
  givesWay,
  KEYFRAMES_APART,
  leastDistanceMs,
  longestThatFits,
  planAgain,
  planFit,
} from './fit-plan.ts';
import type { Colour } from './media/colour.ts';
import { probeMp4 } from './media/probe.ts';

export interface FitOptions {
  file: string;
  /** What the destination takes. */
  maxBytes: number;
  /** Appears whole, by rename; not written when `file` fits as it is. */
  outFile: string;
  durationMs: number;
  width: number;
  height: number;
  ffmpegPath: string;
  signal?: AbortSignal;
  log: Log;
  /** 0 to 1. */
  onProgress?: (fraction: number) => void;
}

export interface FitResult {
  /** `outFile`, or the given file when it needed nothing. */
  file: string;
  bytes: number;
  width: number;
  height: number;
  reencoded: boolean;
}

const TRIES = 3;
/** Part of what is left that a pass stands for: whether another follows isn't known, and it must not go back. */
const PASS_PART = 0.9;
/** Part of the limit: a clip that takes less could look better. */
const LEAST_USED = 0.9;
/** Part of the limit that is aimed at where x264 knows already what each picture takes. */
const AIM_AGAIN = 0.97;
/** Pictures. */
const LOOKAHEAD = 30;
/** Part of the length that is tried next where no encode landed. */
const SHORTER = 0.8;
/** How much of a peak may come at once, s. */
const PEAK_BUFFER_S = 2;
/** The whole clip does not fit there as it should be: watchable, unless `say` says otherwise. */
export class DoesNotFit extends UserError {
  override name = 'DoesNotFit';
  /** How long a part of it does, ms. */
  readonly longestMs: number;

  constructor(longestMs: number, say: Say = (words) => words.fit.tooLong) {
    super(say, { status: 413 });
    this.longestMs = longestMs;
  }
}

/**
 * Makes a clip fit: encoded at the bitrate that does, and a second time only where that missed, above or far below.
 * @returns a file of at most maxBytes, always
 * @throws DoesNotFit when it would be unwatchable; FfmpegFailed; the signal's reason
 */
export async function fitClip(options: FitOptions): Promise<FitResult> {
  const { file, maxBytes, outFile, width, height } = options;
  const { size } = await stat(file);
  if (size <= maxBytes) return { file, bytes: size, width, height, reencoded: false };

  const { frameTimes, frameBytes, keyTimes, audioBytes, colour } = await probeMp4(file);
  const made = await wholeFile(outFile, async (part) => {
    const source = { ...options, frameTimes, frameBytes, audioBytes, demand: null };
    const ask = { ...options, frameTimes, keyTimes, workFile: part };
    const demand = givesWay(source) ? await demandOf(ask, source) : null;
    return encodeToFit({ ...options, colour }, { ...source, demand }, part);
  });
  options.onProgress?.(1);
  return { ...made, file: outFile, reencoded: true };
}

interface Encoding extends FitOptions {
  colour: Colour | null;
}

/** An estimate is no reason to have no clip: where it can't be made, what the pictures take as they are has to do. */
async function demandOf(request: DemandRequest & FitOptions, source: FitSource): Promise<Demand> {
  try {
    return await measureDemand(request);
  } catch (err) {
    request.signal?.throwIfAborted();
    request.log.warn({ err, file: request.file }, 'what a clip asks for could not be measured');
    const whole = bitrateAsItIs(source);
    return { whole, smaller: whole / 2 };
  }
}

type Landed = Pick<FitResult, 'bytes' | 'width' | 'height'>;

async function encodeToFit(options: Encoding, source: FitSource, outFile: string): Promise<Landed> {
  const plan = planFit(source);
  if (!plan) throw new DoesNotFit(longestThatFits(source));
  const files = { outFile, againFile: `${outFile}.again`, statsFile: `${outFile}.stats` };
  try {
    return await land(options, source, plan, files);
  } finally {
    const { againFile, statsFile } = files;
    for (const file of [againFile, ...statsFiles(statsFile)]) await rm(file, { force: true });
  }
}

async function land(
  options: Encoding,
  source: FitSource,
  first: FitPlan,
  { outFile, againFile, statsFile }: { outFile: string; againFile: string; statsFile: string },
): Promise<Landed> {
  const { maxBytes, log } = options;
  let [plan, aim] = [first, AIM_AGAIN];
  let best: Landed | null = null;
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    try {
      await encode(options, plan, attempt, againFile, statsFile);
    } catch (err) {
      options.signal?.throwIfAborted();
      if (!best) throw err;
      log.warn({ err, attempt, bytes: best.bytes }, 'a fit could not be made better');
      return best;
    }
    const { size: bytes } = await stat(againFile);
    log.debug({ ...plan, attempt, bytes, maxBytes }, 'clip encoded to fit');
    if (bytes <= maxBytes && bytes > (best?.bytes ?? 0)) {
      await rename(againFile, outFile);
      best = { bytes, width: plan.width, height: plan.height };
    }
    if (best && (attempt > 1 || best.bytes >= maxBytes * LEAST_USED)) return best;
    if (attempt > 1) aim *= (maxBytes / bytes) * AIM_AGAIN;
    plan = planAgain(first, source, aim);
  }
  // By the plan it would have fitted.
  throw new DoesNotFit(source.durationMs * SHORTER);
}

/** What x264 writes about the pictures of the first pass, for a second one. */
function statsFiles(statsFile: string): string[] {
  const written = [`${statsFile}-0.log`, `${statsFile}-0.log.mbtree`];
  // Their names as long as they are written to.
  return written.flatMap((file) => [file, `${file}.temp`]);
}

async function encode(
  options: Encoding,
  plan: FitPlan,
  attempt: number,
  outFile: string,
  statsFile: string,
): Promise<void> {
  const { file, durationMs, ffmpegPath, signal, onProgress, colour } = options;
  const { width, height, maxFps, videoBitrate, audioBitrate, tolerance, peakBitrate } = plan;
  const filters = [`scale=${width}:${height}`, 'setsar=1', 'format=yuv420p'];
  // What players guess by the size would be another one for a smaller picture.
  if (colour) filters.push(`setparams=range=tv:colorspace=${colour.matrix}`);
  if (maxFps) filters.unshift(picturesApart(leastDistanceMs(maxFps)));
  const kbit = (rate: number) => `${Math.round(rate / 1000)}k`;
  const sound =
    audioBitrate === null
      ? ['-c:a', 'copy']
      : ['-c:a', 'aac', '-b:a', kbit(audioBitrate), ...AAC_IN_PLACE];
  await runFfmpeg({
    ffmpegPath,
    signal,
    durationMs,
    onProgress: (part) =>
      onProgress?.(1 - (1 - PASS_PART * part) * (1 - PASS_PART) ** (attempt - 1)),
    timeoutMs: 60_000 + durationMs * 10,
    input: { file, kind: 'mp4' },
    output: {
      file: outFile,
      options: [
        ...['-map', '0:v:0', '-map', '0:a:0?', '-vf', filters.join()],
        ...['-fps_mode', 'passthrough', '-enc_time_base', '1:90000'],
        ...['-c:v', 'libx264', '-preset', 'veryfast', '-g', String(KEYFRAMES_APART)],
        ...['-b:v', kbit(videoBitrate), '-x264-params', rateParams(tolerance, durationMs)],
        ...(peakBitrate
          ? ['-maxrate', kbit(peakBitrate), '-bufsize', kbit(peakBitrate * PEAK_BUFFER_S)]
          : []),
        ...['-pass', attempt === 1 ? '1' : '2', '-passlogfile', statsFile, '-fastfirstpass', '0'],
        ...sound,
        ...['-map_metadata', '-1', '-video_track_timescale', '90000'],
        ...['-movflags', '+faststart+negative_cts_offsets', '-use_editlist', '0'],
        ...['-f', 'mp4'],
      ],
    },
  });
}

/**
 * The size of the whole counts, not that of each second, so x264 may be off its average for a while, and make up for
 * it: it allows twice `ratetol` times the square root of the time, s. Looking further ahead than `veryfast` does costs
 * next to no time, and tells which parts of the picture stay.
 */
function rateParams(tolerance: number, durationMs: number): string {
  const ratetol = (tolerance / 2) * Math.sqrt(durationMs / 1000);
  return `fps=30:ratetol=${ratetol.toFixed(3)}:rc-lookahead=${LOOKAHEAD}`;
}
