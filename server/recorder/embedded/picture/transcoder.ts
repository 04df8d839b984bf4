import { PICTURES_LIMIT } from '../../../ffmpeg/input-kinds.ts';
import { LiveFfmpeg } from '../../../ffmpeg/live.ts';
import type { Log } from '../../../log.ts';
import { en } from '../../../words/en.ts';
import { AttentiveClock } from '../attentive-clock.ts';
import { BackOff } from '../back-off.ts';
import { FlvReader } from './flv.ts';
import type { Frame } from './h264.ts';
import { ivfFrame, ivfHeader } from './ivf.ts';

/** ffmpeg does not keep up when so many bytes are unread or a picture is inside for so long: the rest is left out. */
const MOST_UNREAD = 1 << 20;
const LATE_MS = 1500;
/** Even a still page gives a picture a second. */
const STALL_MS = 1200;
/** While a window is dragged, its size is not that of each picture, but of every so many ms. */
const SETTLES_MS = 1000;
/** 4096x2304 really takes half of it. */
const MOST_MEMORY = 1 << 30;
/** It hangs. */
const HANGS_MS = 10_000;

export interface TranscoderOptions {
  ffmpegPath: string;
  log: Log;
  /** A picture is left out because ffmpeg does not keep up, or died. @param words for the sharer */
  onSlow(words: string): void;
}

/** By their time in whole ms, rising; `sinceMs`: of #clock. */
type Inside = Map<number, { frame: Frame; mediaMs: number; sinceMs: number }>;

/**
 * Makes H.264 of VP8 pictures, each one as it comes and with its own time; a keyframe becomes one. Costs about a core
 * for 720p30, where copying costs next to nothing. Where ffmpeg dies or lags, pictures are left out to a keyframe.
 */
export class Transcoder {
  readonly #options: TranscoderOptions;
  readonly #onFrame: (frame: Frame, mediaMs: number) => void;
  #ffmpeg: LiveFfmpeg | null = null;
  #size = '';
  /** Those inside ffmpeg. */
  #inside: Inside = new Map();
  /** Media time of the first picture that the running one was given, and of the newest one at all. */
  #startMs = 0;
  #newestMs = 0;
  #lastMs = -1;
  readonly #clock = new AttentiveClock(STALL_MS);
  #gap = false;
  readonly #backOff = new BackOff();
  /** Pictures can't be used until the next keyframe. */
  waiting = true;

  constructor(options: TranscoderOptions, onFrame: (frame: Frame, mediaMs: number) => void) {
    this.#options = options;
    this.#onFrame = onFrame;
  }

  /** What ffmpeg has not read yet. */
  get unreadBytes(): number {
    return this.#ffmpeg?.unread ?? 0;
  }

  /** A keyframe would be of no use now: it does not keep up, or has to wait for another ffmpeg. */
  get isBehind(): boolean {
    if (!this.#ffmpeg) return !this.#backOff.mayStart(this.#newestMs);
    return this.unreadBytes > MOST_UNREAD || this.#lateMs > LATE_MS;
  }

  push(frame: Frame, mediaMs: number): void {
    this.#newestMs = mediaMs;
    const size = `${frame.width}x${frame.height}`;
    const mayStart = frame.keyframe && this.#backOff.mayStart(mediaMs);
    const isOther = size !== this.#size && mediaMs - this.#startMs >= SETTLES_MS;
    if (mayStart && (!this.#ffmpeg || isOther)) this.#start(frame, size, mediaMs);
    if (!this.#ffmpeg) return this.#options.onSlow(en.faults.vp8Broken);
    this.#clock.look();
    if (this.#lateMs > HANGS_MS) {
      this.#ffmpeg.kill(new Error(`ffmpeg gave nothing for ${HANGS_MS} ms`));
    }
    if (this.isBehind) this.waiting = true;
    else if (frame.keyframe) this.waiting = false;
    if (this.waiting) this.#options.onSlow(en.faults.vp8Slow);
    this.#gap ||= frame.afterGap || this.waiting;
    if (this.waiting) return;
    this.#lastMs = Math.max(this.#lastMs + 1, Math.round(mediaMs - this.#startMs));
    const given = { ...frame, afterGap: this.#gap };
    this.#inside.set(this.#lastMs, { frame: given, mediaMs, sinceMs: this.#clock.ms });
    this.#gap = false;
    this.#ffmpeg.write(ivfFrame(frame.data, this.#lastMs));
  }

  /** What is still inside is left out. */
  close(): void {
    this.#ffmpeg?.drop();
    this.#ffmpeg = null;
  }

  /** How long the oldest picture inside is there, ms. */
  get #lateMs(): number {
    const [oldest] = this.#inside.values();
    return oldest ? this.#clock.ms - oldest.sinceMs : 0;
  }

  #start(frame: Frame, size: string, mediaMs: number): void {
    this.close();
    const inside: Inside = new Map();
    this.#inside = inside;
    [this.#size, this.#startMs, this.#lastMs] = [size, mediaMs, -1];
    const reader = new FlvReader((data, atMs) => {
      const found = inside.get(atMs);
      if (!found) return;
      // Those before it won't come any more.
      for (const givenMs of inside.keys()) if (givenMs <= atMs) inside.delete(givenMs);
      this.#onFrame({ ...found.frame, data }, found.mediaMs);
    });
    this.#ffmpeg = new LiveFfmpeg({
      ffmpegPath: this.#options.ffmpegPath,
      memoryBytes: MOST_MEMORY,
      options: [...PICTURES_LIMIT, ...OPTIONS],
      onData: (bytes) => reader.push(bytes),
      onDeath: (error) => this.#mourn(error),
    });
    this.#ffmpeg.write(ivfHeader(frame));
  }

  /** The next keyframe after a pause starts another. */
  #mourn(error: Error): void {
    this.close();
    [this.waiting, this.#gap] = [true, true];
    const pauseMs = this.#backOff.mourn(this.#startMs, this.#newestMs);
    this.#options.log.warn(
      { err: error, pauseMs },
      'the transcoder of VP8 died: no pictures for a while',
    );
  }
}

const OPTIONS = [
  // One thread, or pictures wait for those behind them.
  ...['-threads', '1', '-f', 'ivf', '-i', 'pipe:0', '-map', '0:v', '-fps_mode', 'passthrough'],
  // Half of the pixels have no colour of their own, so x264 takes even sizes only.
  ...[
    '-vf',
    'crop=trunc(iw/2)*2:trunc(ih/2)*2',
    '-pix_fmt',
    'yuv420p',
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-tune',
    'zerolatency',
  ],
  ...['-profile:v', 'high', '-crf', '23', '-maxrate', '6M', '-bufsize', '6M'],
  // Its times are ms; x264 would take that for a thousand pictures a second to spread the bits over.
  ...['-x264-params', 'keyint=infinite:scenecut=0:fps=30', '-force_key_frames', 'source'],
  ...['-flush_packets', '1', '-flvflags', 'no_duration_filesize', '-f', 'flv', 'pipe:1'],
];
