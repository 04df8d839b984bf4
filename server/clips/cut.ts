import { mkdtemp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Segment } from '../segments/range.ts';
import { wholeFile } from '../whole-file.ts';
import type { ClockPoint } from './clip-clock.ts';
import { planClipSound, soundSamples } from './clip-sound.ts';
import { countPictures, encodePieces, videoSamples } from './clip-video.ts';
import { chooseTrack, createFormatTable } from './media/formats.ts';
import { openMp4 } from './media/mp4.ts';
import { readRuns } from './runs.ts';
import { createSegmentReader } from './segment-reader.ts';
import { extentOf, layOut, weighFormats, windowsOf } from './stretches.ts';
import { readVoice } from './voice-track.ts';

export interface CutOptions {
  /** Held in files of their own, in order; maybe of several sessions, with gaps. */
  segments: Segment[];
  /** The sharer's microphone beside them, in order; it is mixed into the sound. */
  voice?: Segment[];
  /** [fromMs, toMs) on the server's clock, ms since the epoch. */
  fromMs: number;
  toMs: number;
  /** Appears whole, by rename. */
  outFile: string;
  workDir: string;
  /** What was not recorded within the range is cut out (default), or shown as a marked still for its true time. */
  gaps?: 'cut' | 'still';
  ffmpegPath: string;
  signal?: AbortSignal;
  log: Log;
  /** 0 to 1. */
  onProgress?: (fraction: number) => void;
}

export interface CutResult {
  file: string;
  /** What it really begins and ends with, server's clock. */
  fromMs: number;
  toMs: number;
  /** ms; less than toMs - fromMs by the gaps, where they are cut out. */
  durationMs: number;
  bytes: number;
  width: number;
  height: number;
  hasAudio: boolean;
  /** What is missing between fromMs and toMs, in all. */
  gapsMs: number;
  /** When its pictures were shown: one point, and one more behind each gap that is cut out. */
  clock: ClockPoint[];
}

/**
 * Cuts the pictures and the sound of [fromMs, toMs) out of segments, all of them and no others.
 * @throws UserError when nothing was recorded there; FfmpegFailed; the signal's reason
 */
export async function cutClip(options: CutOptions): Promise<CutResult> {
  const workDir = await mkdtemp(join(options.workDir, 'cut-'));
  try {
    return await wholeFile(options.outFile, async (part) => {
      const clip = await writeClip(options, workDir, part);
      const { size: bytes } = await stat(part);
      return { file: options.outFile, bytes, ...clip };
    });
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

async function writeClip(options: CutOptions, workDir: string, file: string) {
  const { fromMs, toMs, ffmpegPath, signal, onProgress } = options;
  const table = createFormatTable();
  const runs = await readRuns(options.segments, table, options.log, signal);
  const windows = windowsOf(runs, fromMs, toMs);
  const { formats } = table;
  if (windows.length === 0 || formats.length === 0) throw nothingThere();
  const track = chooseTrack(formats, weighFormats(windows));
  const stretches = layOut(windows, track.has, options.gaps ?? 'cut');
  if (stretches.length === 0) throw nothingThere();

  const reader = createSegmentReader();
  const encoding = { stretches, track, formats, reader, workDir, ffmpegPath, signal };
  const pieces = await encodePieces(encoding);
  const voice = await readVoice(options.voice ?? [], options.log, signal);
  const sound = await planClipSound(stretches, { voice, reader, workDir, ffmpegPath, signal });
  const extent = extentOf(stretches);
  const { width, height } = track;
  const mp4 = await openMp4({
    file,
    video: { sets: track.sets(), width, height, samples: countPictures(stretches) },
    audio: sound && { format: sound.format, samples: sound.count },
  });
  try {
    const heard = sound ? soundSamples(sound, reader) : null;
    let next = await heard?.next();
    for await (const picture of videoSamples(stretches, pieces, reader)) {
      signal?.throwIfAborted();
      for (; next && !next.done && next.value.time <= picture.time; next = await heard?.next()) {
        await mp4.addAudio(next.value);
      }
      await mp4.addVideo(picture);
      onProgress?.(Math.min(1, (picture.time * 1000) / extent.durationMs));
    }
    for (; next && !next.done; next = await heard?.next()) await mp4.addAudio(next.value);
    await mp4.finish();
  } catch (error) {
    // What went wrong comes first.
    await mp4.cancel().catch(() => {});
    throw error;
  }
  return { ...extent, width, height, hasAudio: sound !== null };
}

function nothingThere(): UserError {
  return new UserError((words) => words.asked.nothingRecorded, { status: 404 });
}
