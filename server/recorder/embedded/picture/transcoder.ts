import { type ChildProcess, spawn } from 'node:child_process';
import { FlvReader } from './flv.ts';
import type { Frame } from './h264.ts';
import { ivfFrame, ivfHeader } from './ivf.ts';

/** More than this unread means that ffmpeg does not keep up, bytes: pictures are left out to the next keyframe. */
const MOST_UNREAD = 1 << 20;

type Inside = Map<number, { frame: Frame; mediaMs: number }>;

/**
 * Makes H.264 of VP8 pictures, each one as it comes and with its own time; a keyframe becomes one. Costs about a core
 * for 720p30, where copying costs next to nothing.
 */
export class Transcoder {
  readonly #ffmpegPath: string;
  readonly #onFrame: (frame: Frame, mediaMs: number) => void;
  #child: ChildProcess | null = null;
  #size = '';
  /** Those inside ffmpeg, by their time in whole ms. */
  #inside: Inside = new Map();
  #startMs = 0;
  #lastMs = -1;
  #gap = false;
  /** Pictures can't be used until the next keyframe. */
  waiting = true;

  constructor(ffmpegPath: string, onFrame: (frame: Frame, mediaMs: number) => void) {
    this.#ffmpegPath = ffmpegPath;
    this.#onFrame = onFrame;
  }

  push(frame: Frame, mediaMs: number): void {
    const size = `${frame.width}x${frame.height}`;
    if (frame.keyframe && (!this.#child || size !== this.#size)) this.#start(frame, size, mediaMs);
    const stdin = this.#child?.stdin;
    if (!stdin) return;
    if (stdin.writableLength > MOST_UNREAD && !frame.keyframe) this.waiting = true;
    if (frame.keyframe) this.waiting = false;
    this.#gap ||= frame.afterGap || this.waiting;
    if (this.waiting) return;
    this.#lastMs = Math.max(this.#lastMs + 1, Math.round(mediaMs - this.#startMs));
    this.#inside.set(this.#lastMs, { frame: { ...frame, afterGap: this.#gap }, mediaMs });
    this.#gap = false;
    stdin.write(ivfFrame(frame.data, this.#lastMs));
  }

  /** What is still inside is left out. */
  close(): void {
    this.#child?.stdin?.end();
    this.#child = null;
  }

  #start(frame: Frame, size: string, mediaMs: number): void {
    this.close();
    const inside: Inside = new Map();
    this.#inside = inside;
    [this.#size, this.#startMs, this.#lastMs] = [size, mediaMs, -1];
    const child = spawn(this.#ffmpegPath, ARGUMENTS, {
      stdio: ['pipe', 'pipe', 'ignore'],
      // Ctrl-C is for us; without us it ends with its input.
      detached: true,
    });
    const reader = new FlvReader((data, atMs) => {
      const found = inside.get(atMs);
      // What another size has overtaken would come behind it.
      if (!found || this.#child !== child) return;
      inside.delete(atMs);
      this.#onFrame({ ...found.frame, data }, found.mediaMs);
    });
    child.stdout.on('data', (chunk) => reader.push(chunk));
    child.stdin.on('error', () => {});
    const over = () => {
      if (this.#child !== child) return;
      // The next keyframe starts another.
      this.close();
      [this.waiting, this.#gap] = [true, true];
    };
    child.on('error', over);
    child.on('close', over);
    child.stdin.write(ivfHeader(frame));
    this.#child = child;
  }
}

const ARGUMENTS = [
  // No probing and one thread, or pictures wait for those behind them.
  ...[
    '-hide_banner',
    '-loglevel',
    'error',
    '-nostats',
    '-probesize',
    '32',
    '-analyzeduration',
    '0',
  ],
  ...['-threads', '1', '-f', 'ivf', '-i', 'pipe:0', '-map', '0:v', '-fps_mode', 'passthrough'],
  ...['-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'veryfast', '-tune', 'zerolatency'],
  ...['-profile:v', 'high', '-crf', '23', '-maxrate', '6M', '-bufsize', '6M'],
  // Its times are ms; x264 would take that for a thousand pictures a second to spread the bits over.
  ...['-x264-params', 'keyint=infinite:scenecut=0:fps=30', '-force_key_frames', 'source'],
  ...['-flush_packets', '1', '-flvflags', 'no_duration_filesize', '-f', 'flv', 'pipe:1'],
];
