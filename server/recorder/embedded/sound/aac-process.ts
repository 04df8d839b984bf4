import { LiveFfmpeg } from '../../../ffmpeg/live.ts';
import { AdtsSplitter } from './adts.ts';
import { matroskaHeader, opusBlock } from './matroska.ts';

/** Half a second at once: a process that wakes for every packet costs a third more. */
const BATCH = 25;
/** More than this unread, half a minute of sound, means that it hangs; bytes. */
const MOST_UNREAD = 512 << 10;

export interface AacHandlers {
  /** 1024 samples, with their ADTS header, in order; the first ones begin at 0 ms. */
  onFrame(frame: Buffer): void;
  /** It ended though nobody asked it to. */
  onDeath(error: Error): void;
}

/** ffmpeg as an encoder: Opus becomes AAC-LC, 48 kHz, two channels, whose frames follow one another from 0 ms on. */
export class AacProcess {
  readonly #ffmpeg: LiveFfmpeg;
  #waiting: Buffer[] = [matroskaHeader()];

  constructor(ffmpegPath: string, { onFrame, onDeath }: AacHandlers) {
    const splitter = new AdtsSplitter();
    let primed = false;
    const onData = (bytes: Buffer) => {
      for (const frame of splitter.push(bytes)) {
        // The first one only fills the encoder.
        if (primed) onFrame(frame);
        primed = true;
      }
    };
    this.#ffmpeg = new LiveFfmpeg({ ffmpegPath, options: OPTIONS, onData, onDeath });
  }

  /** Packets in their order; what is missing between them becomes silence. It may wait for others, until `flush`. */
  push(opus: Buffer, atMs: number): void {
    this.#waiting.push(opusBlock(opus, atMs));
    if (this.#waiting.length >= BATCH) this.flush();
  }

  flush(): void {
    if (this.#waiting.length > 0) this.#ffmpeg.write(Buffer.concat(this.#waiting));
    this.#waiting = [];
    if (this.#ffmpeg.unread > MOST_UNREAD) this.#ffmpeg.kill(new Error('ffmpeg reads nothing'));
  }

  /** Resolves when every frame has come. */
  async finish(): Promise<void> {
    this.flush();
    await this.#ffmpeg.finish();
  }
}

const OPTIONS = [
  ...['-copyts', '-f', 'matroska', '-i', 'pipe:0'],
  // A packet that can't be decoded leaves its time to silence, so that counting frames tells their time.
  ...['-af', 'aresample=async=1:min_hard_comp=0.01:first_pts=0'],
  // Half the time for 2 dB more noise. 160 kbit/s would make that good, but a clip for 10 MiB keeps only 128 as it is.
  ...['-c:a', 'aac', '-aac_coder', 'fast', '-b:a', '128k', '-ac', '2', '-ar', '48000'],
  ...['-threads', '1', '-f', 'adts', '-flush_packets', '1', 'pipe:1'],
];
