import type { Log } from '../../../log.ts';
import type { MediaPacket } from '../packets/rtp.ts';
import type { PlaylistWriter } from '../segments/playlist-writer.ts';
import { TsWriter, type Unit } from '../segments/ts-writer.ts';
import { Sound } from '../sound/sound.ts';
import { FRAME_TICKS, SoundEncoder } from '../sound/sound-encoder.ts';
import { SoundLine } from '../sound/sound-line.ts';
import type { Clock } from '../time/clock.ts';

const TICKS_PER_MS = 90;
/** A second and a little, so that a clip hardly waits for its end. */
const SEGMENT_FRAMES = 47;
/** Nothing came for so long: it is muted, and silence takes its place, ms. */
const MUTED_MS = 500;
/** What the encoder has collected is encoded so often, ms. */
const FLUSH_MS = 200;
/** Frames this far from where the one before ended do not go on from it, ticks. */
const BREAK_TICKS = 90;

export interface VoiceLineOptions {
  ffmpegPath: string;
  playlist: PlaylistWriter;
  clock: Clock;
  log: Log;
  /** It can't go on. */
  onFailed(error: Error): void;
}

/**
 * The sound of one microphone as listed segments, placed by the arrival of its packets; line time is Clock.now. It
 * goes on over mutes as silence, and over lost connections as a gap.
 */
export class VoiceLine {
  readonly #options: VoiceLineOptions;
  readonly #writer = new TsWriter({ isSoundOnly: true });
  readonly #encoder: SoundEncoder;
  #sound: Sound | null = null;
  #line: SoundLine | null = null;
  #frames: Unit[] = [];
  /** Where the newest frame ends, ticks. */
  #end: number | null = null;
  #isBroken = false;
  #isConnected = false;
  #heardAtMs = 0;
  #flushedAtMs = 0;
  #written: Promise<unknown> = Promise.resolve();

  constructor(options: VoiceLineOptions) {
    this.#options = options;
    const { ffmpegPath, log } = options;
    this.#encoder = new SoundEncoder({ ffmpegPath, log, onFrame: (frame) => this.#hear(frame) });
  }

  /** From here on packets can come; whether they do is the sharer's business. */
  connected(): void {
    const nowMs = this.#options.clock.now();
    this.#isConnected = true;
    this.#heardAtMs = nowMs;
    this.#line ??= new SoundLine(nowMs, (opus, atMs) => this.#encoder.push(opus, atMs));
    this.#line.skipTo(nowMs - MUTED_MS);
  }

  /** Packets come as another stream. @param roundTripMs to LiveKit, as far as known */
  begin(roundTripMs: number | null): void {
    const sound: Sound = new Sound(roundTripMs, (opus, mediaMs, afterLoss) => {
      if (sound !== this.#sound) return;
      this.#line?.push(opus, sound.timeline.momentMs(mediaMs), afterLoss);
    });
    this.#sound = sound;
  }

  packet(packet: MediaPacket): void {
    this.#heardAtMs = packet.arrivalMs;
    this.#sound?.push(packet);
  }

  /** The connection is gone: what is said now nobody hears. */
  pause(): void {
    this.#isConnected = false;
    this.#sound = null;
    this.#encoder.flush();
  }

  /** To be called every 20 ms or so. @returns what to ask the sender for, by sequence numbers */
  tick(): number[] {
    const nowMs = this.#options.clock.now();
    this.#sound?.tick(nowMs);
    if (this.#isConnected && nowMs - this.#heardAtMs > MUTED_MS) {
      this.#line?.fillTo(nowMs - MUTED_MS);
    }
    if (nowMs - this.#flushedAtMs >= FLUSH_MS) {
      this.#flushedAtMs = nowMs;
      this.#encoder.flush();
    }
    return this.#sound?.ask(nowMs) ?? [];
  }

  /** Lists what there is. */
  async finish(): Promise<void> {
    await this.#encoder.finish();
    this.#list();
    await this.#written;
  }

  #hear(frame: Unit): void {
    const goesOn = this.#end === null || Math.abs(frame.pts - this.#end) < BREAK_TICKS;
    if (!goesOn) {
      this.#list();
      this.#isBroken = true;
    }
    this.#frames.push(frame);
    this.#end = frame.pts + FRAME_TICKS;
    if (this.#frames.length >= SEGMENT_FRAMES) this.#list();
  }

  #list(): void {
    const frames = this.#frames;
    const [first] = frames;
    if (!first) return;
    this.#frames = [];
    const { clock, playlist, onFailed } = this.#options;
    const segment = {
      data: [this.#writer.segment([], frames)],
      durationMs: Math.round((frames.length * FRAME_TICKS) / TICKS_PER_MS),
      startMs: Math.round(clock.wallMs(first.pts / TICKS_PER_MS)),
      discontinuity: this.#isBroken,
    };
    this.#isBroken = false;
    this.#written = playlist.add(segment).catch(onFailed);
  }
}
