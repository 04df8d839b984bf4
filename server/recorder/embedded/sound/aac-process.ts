import { spawn } from 'node:child_process';
import { AdtsSplitter } from './adts.ts';
import { matroskaHeader, opusBlock } from './matroska.ts';

/** Half a second at once: a process that wakes for every packet costs a third more. */
const BATCH = 25;
/** More than this unread, half a minute of sound, means that it hangs; bytes. */
const MOST_UNREAD = 512 << 10;
const GOODBYE_MS = 5000;

export interface AacHandlers {
  /** 1024 samples, with their ADTS header, in order; the first ones begin at 0 ms. */
  onFrame(frame: Buffer): void;
  /** It ended though nobody asked it to. */
  onDeath(error: Error): void;
}

/** ffmpeg as an encoder: Opus becomes AAC-LC, 48 kHz, two channels, whose frames follow one another from 0 ms on. */
export class AacProcess {
  readonly #child;
  readonly #handlers: AacHandlers;
  readonly #closed: Promise<void>;
  readonly #splitter = new AdtsSplitter();
  #waiting: Buffer[] = [matroskaHeader()];
  #primed = false;
  #leaving = false;
  #said = '';
  #failure: Error | null = null;

  constructor(ffmpegPath: string, handlers: AacHandlers) {
    this.#handlers = handlers;
    // Ctrl-C is for us, who close it in order; without us it ends with its input.
    this.#child = spawn(ffmpegPath, ARGUMENTS, { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    const { stdin, stdout, stderr } = this.#child;
    // A dead child is told by its end; writing to it meanwhile is no event of its own.
    stdin.on('error', () => {});
    stderr.on('data', (text) => {
      this.#said = (this.#said + text).slice(-2000);
    });
    stdout.on('data', (chunk) => this.#take(chunk));
    this.#child.on('error', (error) => {
      this.#failure = error;
    });
    this.#closed = new Promise((resolve) => {
      this.#child.on('close', (code, signal) => {
        resolve();
        if (this.#leaving) return;
        const words = `ffmpeg ended (${signal ?? code}): ${this.#said.trim()}`;
        handlers.onDeath(this.#failure ?? new Error(words));
      });
    });
  }

  /** Packets in their order; what is missing between them becomes silence. It may wait for others, until `flush`. */
  push(opus: Buffer, atMs: number): void {
    this.#waiting.push(opusBlock(opus, atMs));
    if (this.#waiting.length >= BATCH) this.flush();
  }

  flush(): void {
    const { stdin } = this.#child;
    if (this.#waiting.length > 0 && stdin.writable) stdin.write(Buffer.concat(this.#waiting));
    this.#waiting = [];
    if (stdin.writableLength > MOST_UNREAD) this.#child.kill('SIGKILL');
  }

  /** Resolves when every frame has come. */
  async finish(): Promise<void> {
    this.#leaving = true;
    this.flush();
    this.#child.stdin.end();
    const late = setTimeout(() => this.#child.kill('SIGKILL'), GOODBYE_MS);
    await this.#closed;
    clearTimeout(late);
  }

  #take(chunk: Buffer): void {
    try {
      for (const frame of this.#splitter.push(chunk)) {
        // The first one only fills the encoder.
        if (this.#primed) this.#handlers.onFrame(frame);
        this.#primed = true;
      }
    } catch (error) {
      this.#failure = error as Error;
      this.#child.kill('SIGKILL');
    }
  }
}

const ARGUMENTS = [
  ...['-hide_banner', '-loglevel', 'warning', '-nostats'],
  // Everything there is to know stands in the header: no probing, which would hold back seconds.
  ...['-probesize', '32', '-analyzeduration', '0', '-copyts', '-f', 'matroska', '-i', 'pipe:0'],
  // A packet that can't be decoded leaves its time to silence, so that counting frames tells their time.
  ...['-af', 'aresample=async=1:min_hard_comp=0.01:first_pts=0'],
  // Half the time for 2 dB more noise. 160 kbit/s would make that good, but a clip for 10 MiB keeps only 128 as it is.
  ...['-c:a', 'aac', '-aac_coder', 'fast', '-b:a', '128k', '-ac', '2', '-ar', '48000'],
  ...['-threads', '1', '-f', 'adts', '-flush_packets', '1', 'pipe:1'],
];
