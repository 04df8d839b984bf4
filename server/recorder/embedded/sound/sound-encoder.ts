import { AAC_FRAME } from '../../../aac.ts';
import type { Log } from '../../../log.ts';
import { BackOff } from '../back-off.ts';
import type { Unit } from '../segments/ts-writer.ts';
import { AacProcess } from './aac-process.ts';
import { SILENT_FRAME } from './adts.ts';
import { isSilence, opusDurationMs } from './opus.ts';

const TICKS_PER_MS = 90;
/** How long a frame lasts: 1920 ticks of 90 kHz at 48 kHz. */
export const FRAME_TICKS = (AAC_FRAME * 90_000) / 48_000;
/** So much silence, or nothing at all, costs a process no longer; it also covers what the encoder holds back. */
const REST_MS = 5000;

export interface SoundEncoderOptions {
  ffmpegPath: string;
  log: Log;
  /** One frame of AAC; each begins where the one before it ends, but after a long rest. */
  onFrame(frame: Unit): void;
}

/**
 * Makes an unbroken line of Opus packets one of AAC frames. Digital silence needs no encoder: there is none before the
 * first real packet, and none during a long rest; a stretch as long without packets is left out. Where an encoder dies,
 * there is silence until the next one.
 */
export class SoundEncoder {
  readonly #options: SoundEncoderOptions;
  #process: AacProcess | null = null;
  /** When the next frame begins, 90 kHz; null before the first packet. */
  #next: number | null = null;
  /** When the packet before ends. */
  #endMs: number | null = null;
  #silentSinceMs: number | null = null;
  readonly #backOff = new BackOff();
  /** When the running process' sound begins, ms. */
  #originMs = 0;

  constructor(options: SoundEncoderOptions) {
    this.#options = options;
  }

  /** @param atMs line time, where the packet before ends or, when the line begins anew, later */
  push(opus: Buffer, atMs: number): void {
    if (this.#endMs !== null && atMs - this.#endMs > REST_MS) {
      this.#stop();
      this.#next = null;
    }
    this.#next ??= Math.round(atMs * TICKS_PER_MS);
    const endMs = atMs + opusDurationMs(opus);
    this.#endMs = endMs;
    if (!isSilence(opus)) this.#silentSinceMs = null;
    else this.#silentSinceMs ??= atMs;
    if (this.#process && this.#mayRest(endMs)) this.#stop();
    if (!this.#process && (this.#silentSinceMs !== null || !this.#backOff.mayStart(atMs))) {
      return this.#fillTo(endMs);
    }
    this.#process ??= this.#start(atMs);
    this.#process.push(opus, atMs - this.#originMs);
  }

  /** What waits to be encoded together with what follows is encoded now. */
  flush(): void {
    this.#process?.flush();
  }

  /** Resolves when the last frame has come. */
  async finish(): Promise<void> {
    const process = this.#process;
    await process?.finish();
    if (this.#process === process) this.#process = null;
  }

  #start(atMs: number): AacProcess {
    this.#fillTo(atMs);
    const originMs = (this.#next ?? 0) / TICKS_PER_MS;
    this.#originMs = originMs;
    const process = new AacProcess(this.#options.ffmpegPath, {
      onFrame: (frame) => {
        // Another one may have taken its place.
        if (this.#process === process) this.#put(frame);
      },
      onDeath: (error) => {
        if (this.#process === process) this.#mourn(error);
      },
    });
    return process;
  }

  /** Only once all that was heard has come back. */
  #mayRest(nowMs: number): boolean {
    if (this.#silentSinceMs === null || nowMs - this.#silentSinceMs < REST_MS) return false;
    return (this.#next ?? 0) / TICKS_PER_MS > this.#silentSinceMs + REST_MS / 2;
  }

  #stop(): void {
    void this.#process?.finish();
    this.#process = null;
  }

  #mourn(error: Error): void {
    this.#process = null;
    const nowMs = (this.#next ?? 0) / TICKS_PER_MS;
    const pauseMs = this.#backOff.mourn(this.#originMs, nowMs);
    this.#options.log.warn(
      { err: error, pauseMs },
      'the encoder of sound died: silence for a while',
    );
  }

  /** Silence up to this moment, in whole frames. */
  #fillTo(atMs: number): void {
    const end = atMs * TICKS_PER_MS;
    while (this.#next !== null && this.#next + FRAME_TICKS <= end) this.#put(SILENT_FRAME);
  }

  #put(data: Buffer): void {
    const pts = this.#next ?? 0;
    this.#next = pts + FRAME_TICKS;
    this.#options.onFrame({ pts, data });
  }
}
