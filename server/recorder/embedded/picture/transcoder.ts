import { type ChildProcess, spawn } from 'node:child_process';
import type { Log } from '../../../log.ts';
import { BackOff } from '../back-off.ts';
import { FlvReader } from './flv.ts';
import type { Frame } from './h264.ts';
import { ivfFrame, ivfHeader } from './ivf.ts';

/** ffmpeg does not keep up when so many bytes are unread or a picture is inside for so long: the rest is left out. */
const MOST_UNREAD = 1 << 20;
const LATE_MS = 1500;
/** It hangs. */
const HANGS_MS = 10_000;

export interface TranscoderOptions {
  ffmpegPath: string;
  log: Log;
}

/** By their time in whole ms, rising; `sinceMs`: of performance.now(). */
type Inside = Map<number, { frame: Frame; mediaMs: number; sinceMs: number }>;

/**
 * Makes H.264 of VP8 pictures, each one as it comes and with its own time; a keyframe becomes one. Costs about a core
 * for 720p30, where copying costs next to nothing. Where ffmpeg dies or lags, pictures are left out to a keyframe.
 */
export class Transcoder {
  readonly #options: TranscoderOptions;
  readonly #onFrame: (frame: Frame, mediaMs: number) => void;
  #child: ChildProcess | null = null;
  #size = '';
  /** Those inside ffmpeg. */
  #inside: Inside = new Map();
  /** Media time of the first picture that the running one was given, and of the newest one at all. */
  #startMs = 0;
  #newestMs = 0;
  #lastMs = -1;
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
    return this.#child?.stdin?.writableLength ?? 0;
  }

  push(frame: Frame, mediaMs: number): void {
    this.#newestMs = mediaMs;
    const size = `${frame.width}x${frame.height}`;
    const mayStart = frame.keyframe && this.#backOff.mayStart(mediaMs);
    if (mayStart && (!this.#child || size !== this.#size)) this.#start(frame, size, mediaMs);
    const stdin = this.#child?.stdin;
    if (!stdin) return;
    if (this.#isBehind()) this.waiting = true;
    else if (frame.keyframe) this.waiting = false;
    this.#gap ||= frame.afterGap || this.waiting;
    if (this.waiting) return;
    this.#lastMs = Math.max(this.#lastMs + 1, Math.round(mediaMs - this.#startMs));
    const given = { ...frame, afterGap: this.#gap };
    this.#inside.set(this.#lastMs, { frame: given, mediaMs, sinceMs: performance.now() });
    this.#gap = false;
    stdin.write(ivfFrame(frame.data, this.#lastMs));
  }

  /** What is still inside is left out. */
  close(): void {
    this.#child?.kill('SIGKILL');
    this.#child = null;
  }

  #isBehind(): boolean {
    const [oldest] = this.#inside.values();
    const lateMs = oldest ? performance.now() - oldest.sinceMs : 0;
    if (lateMs > HANGS_MS) this.#child?.kill('SIGKILL');
    return this.unreadBytes > MOST_UNREAD || lateMs > LATE_MS;
  }

  #start(frame: Frame, size: string, mediaMs: number): void {
    this.close();
    const inside: Inside = new Map();
    this.#inside = inside;
    [this.#size, this.#startMs, this.#lastMs] = [size, mediaMs, -1];
    const child = spawn(this.#options.ffmpegPath, ARGUMENTS, {
      stdio: ['pipe', 'pipe', 'pipe'],
      // Ctrl-C is for us; without us it ends with its input.
      detached: true,
    });
    const reader = new FlvReader((data, atMs) => {
      const found = inside.get(atMs);
      // What another size has overtaken would come behind it.
      if (!found || this.#child !== child) return;
      // Those before it won't come any more.
      for (const givenMs of inside.keys()) if (givenMs <= atMs) inside.delete(givenMs);
      this.#onFrame({ ...found.frame, data }, found.mediaMs);
    });
    let said = '';
    child.stderr.on('data', (text) => {
      said = (said + text).slice(-2000);
    });
    child.stdout.on('data', (chunk) => reader.push(chunk));
    // A dead child is told by its end; writing to it meanwhile is no event of its own.
    child.stdin.on('error', () => {});
    const over = (error: Error) => {
      if (this.#child === child) this.#mourn(error);
    };
    child.on('error', over);
    child.on('close', (code, signal) =>
      over(new Error(`ffmpeg ended (${signal ?? code}): ${said.trim()}`)),
    );
    child.stdin.write(ivfHeader(frame));
    this.#child = child;
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

const ARGUMENTS = [
  // No probing and one thread, or pictures wait for those behind them.
  ...['-hide_banner', '-loglevel', 'error', '-nostats'],
  ...['-probesize', '32', '-analyzeduration', '0', '-threads', '1'],
  ...['-f', 'ivf', '-i', 'pipe:0', '-map', '0:v', '-fps_mode', 'passthrough'],
  ...['-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'veryfast', '-tune', 'zerolatency'],
  ...['-profile:v', 'high', '-crf', '23', '-maxrate', '6M', '-bufsize', '6M'],
  // Its times are ms; x264 would take that for a thousand pictures a second to spread the bits over.
  ...['-x264-params', 'keyint=infinite:scenecut=0:fps=30', '-force_key_frames', 'source'],
  ...['-flush_packets', '1', '-flvflags', 'no_duration_filesize', '-f', 'flv', 'pipe:1'],
];
