import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { childEnvironment } from '../child-environment.ts';
import { FfmpegFailed } from './failed.ts';
import { PIPED } from './input-kinds.ts';
import { watchMemory } from './limits.ts';

export interface LiveFfmpegOptions {
  ffmpegPath: string;
  /** More than so much memory, and it is killed. */
  memoryBytes?: number;
  /** Those of its input, which is pipe:0, and of its output, which is pipe:1. */
  options: string[];
  /** What this throws ends it. */
  onData(bytes: Buffer): void;
  /** It ended though nobody asked it to, and is gone. */
  onDeath(error: FfmpegFailed): void;
}

const GOODBYE_MS = 5000;
const STDERR_CHARS = 2000;
const SPEAK = ['-hide_banner', '-v', 'warning', '-nostats'];
/** No probing, which would hold back seconds: the header tells all there is to know. */
const AT_ONCE = ['-probesize', '32', '-analyzeduration', '0'];

/** ffmpeg as a part of a recording: bytes in, bytes out, as they come and for as long as it is wanted. */
export class LiveFfmpeg {
  readonly #child;
  readonly #gone: Promise<void>;
  #leaving = false;
  #dropped = false;
  #said = '';
  #why: Error | null = null;

  constructor({ ffmpegPath, memoryBytes, options, onData, onDeath }: LiveFfmpegOptions) {
    const words = [...SPEAK, ...AT_ONCE, ...PIPED, ...options];
    // Ctrl-C is for us, who close it in order; without us it ends with its input.
    this.#child = spawn(ffmpegPath, words, {
      ...{ stdio: ['pipe', 'pipe', 'pipe'], detached: true },
      env: childEnvironment(),
    });
    const { stdin, stdout, stderr } = this.#child as Partial<ChildProcessWithoutNullStreams>;
    // A dead child is told by its end; writing to it meanwhile is no event of its own.
    stdin?.on('error', () => {});
    stderr?.on('data', (text) => {
      this.#said = (this.#said + text).slice(-STDERR_CHARS);
    });
    stdout?.on('data', (bytes) => {
      if (this.#dropped) return;
      try {
        onData(bytes);
      } catch (error) {
        this.kill(error as Error);
      }
    });
    const { pid } = this.#child;
    const unwatched =
      pid !== undefined && memoryBytes !== undefined
        ? watchMemory(pid, memoryBytes, (why) => this.kill(why))
        : () => {};
    this.#gone = new Promise((resolve) => {
      const end = (why: Error) => {
        unwatched();
        resolve();
        if (this.#leaving) return;
        this.#leaving = true;
        onDeath(new FfmpegFailed([ffmpegPath, ...words], this.#said.trim(), this.#why ?? why));
      };
      this.#child.on('error', (error) => {
        this.#why ??= error;
        // For want of descriptors it has no pipes, and nothing else is told.
        if (!stdin) end(error);
      });
      this.#child.on('close', (code, signal) => end(new Error(`ffmpeg ended (${signal ?? code})`)));
    });
  }

  /** What it has not read yet, bytes. */
  get unread(): number {
    return this.#child.stdin?.writableLength ?? 0;
  }

  write(bytes: Buffer): void {
    const { stdin } = this.#child;
    if (stdin?.writable) stdin.write(bytes);
  }

  /** For a reason that its death tells. */
  kill(why: Error): void {
    this.#why ??= why;
    this.#child.kill('SIGKILL');
  }

  /** What is still inside is not wanted. */
  drop(): void {
    [this.#leaving, this.#dropped] = [true, true];
    this.#child.kill('SIGKILL');
  }

  /** Resolves when all that was inside has come. */
  async finish(): Promise<void> {
    this.#leaving = true;
    this.#child.stdin?.end();
    const late = setTimeout(() => this.#child.kill('SIGKILL'), GOODBYE_MS);
    await this.#gone;
    clearTimeout(late);
  }
}
