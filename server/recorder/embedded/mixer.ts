import type { MediaPacket, SenderReport } from './packets/rtp.ts';
import type { Frame } from './picture/h264.ts';
import { Picture } from './picture/picture.ts';
import type { TranscoderOptions } from './picture/transcoder.ts';
import type { Segmenter } from './segments/segmenter.ts';
import { Silence } from './sound/silence.ts';
import { Sound } from './sound/sound.ts';
import { SoundLine } from './sound/sound-line.ts';
import type { Clock } from './time/clock.ts';
import { Sync } from './time/sync.ts';

/** Room for the clock that runs ahead of the first picture. */
const LINE_START_MS = 1000;
/** A keyframe takes so long to come when asked for; asked for this early, segments get their two seconds. */
const SEGMENT_MS = 2000;
const KEYFRAME_TAKES_MS = 80;
/** LiveKit passes on one request a second at most. */
const ASK_AGAIN_MS = 500;
/** Even a still page gives a picture a second; after this the share is paused or gone, and shows nothing. */
const STALL_MS = 4000;
const TICKS_PER_MS = 90;
/** No picture is later than now; clocks are read one after the other. */
const MOST_AHEAD_MS = 1000;
/** Nor is one held back or transcoded for so long, ms. */
const MOST_BEHIND_MS = 60_000;

/** Not even a still page goes without a picture for so long, ms. */
const MISSED_MS = 1500;

/** What it needs of a Segmenter. */
export type Segments = Pick<
  Segmenter,
  'openSinceMs' | 'endMs' | 'picture' | 'sound' | 'rest' | 'finish'
>;

export interface MixerOptions extends TranscoderOptions {
  /** Between two moments of the server's clock there are no pictures. @param lost packets of that time; 0: perhaps none were sent */
  onMissing(fromMs: number, toMs: number, lost: number): void;
}

/**
 * Brings the pictures and the sound of one share onto one line of time and into segments. Line time is ms, runs with
 * the picture's media time, and goes on over reconnects, which bring new streams.
 */
export class Mixer {
  readonly #segmenter: Segments;
  readonly #clock: Clock;
  readonly #options: MixerOptions;
  #picture: Picture | null = null;
  #sound: Sound | null = null;
  #soundLine: SoundLine | null = null;
  readonly #silence = new Silence();
  /** Of these two streams. */
  #sync: Sync | null = null;
  /** Line time minus the picture's media time; null until its first keyframe. */
  #shiftMs: number | null = null;
  /** Line time minus the clock of the arrivals, of the stream before, for the first keyframe of the next. */
  #lineMinusClockMs: number | null = null;
  #lastFrameMs = 0;
  #lastUsedAtMs = 0;
  /** When that was: one that is transcoded comes later than it arrived. */
  #usedAtMs = 0;
  #askedAtMs = 0;
  #lostBefore = 0;
  /** Up to the newest picture that was used. */
  #lostUpToUsed = 0;
  /** Nothing of the newest stream was used yet: what there was between it and the one before isn't known. */
  #isNew = false;

  constructor(segmenter: Segments, clock: Clock, options: MixerOptions) {
    this.#segmenter = segmenter;
    this.#clock = clock;
    this.#options = options;
  }

  /** Packets given up. */
  get lost(): number {
    return this.#lostBefore + (this.#picture?.lost ?? 0);
  }

  /** Arrival of the newest picture that went into a segment; 0 before the first. */
  get lastUsedAtMs(): number {
    return this.#lastUsedAtMs;
  }

  /** The newest pictures have more pixels than are recorded. */
  get tooLarge(): boolean {
    return this.#picture?.tooLarge ?? false;
  }

  /** From here on pictures come as another stream, of H.264 or VP8. @param roundTripMs to LiveKit, as far as known */
  beginPicture(roundTripMs: number | null, { vp8 = false } = {}): void {
    this.endPicture();
    const picture = new Picture(
      { roundTripMs, vp8: vp8 ? this.#options : null },
      (frame, mediaMs) => {
        // One that was transcoded may come after its stream has ended.
        if (picture === this.#picture) this.#addFrame(picture, frame, mediaMs);
      },
    );
    this.#picture = picture;
    this.#isNew = true;
    this.#pairUp();
    this.#askedAtMs = 0;
  }

  /** No packets of this stream will come any more; nothing is asked for until another begins. */
  endPicture(): void {
    const picture = this.#picture;
    if (!picture) return;
    picture.flush();
    this.#lostBefore += picture.lost;
    if (this.#shiftMs !== null) {
      this.#lineMinusClockMs = this.#shiftMs - (picture.timeline.offsetMs ?? 0);
    }
    this.#picture = null;
    this.#shiftMs = null;
  }

  beginSound(roundTripMs: number | null): void {
    const sound = new Sound(roundTripMs, (opus, mediaMs, afterLoss) =>
      this.#addSound(sound, opus, mediaMs, afterLoss),
    );
    this.#sound = sound;
    this.#pairUp();
  }

  /** The connection is gone, and with it both streams. */
  pause(): void {
    this.endPicture();
    this.#sound = null;
    this.#rest();
  }

  picture(packet: MediaPacket): void {
    this.#picture?.push(packet);
  }

  sound(packet: MediaPacket): void {
    this.#sound?.push(packet);
  }

  reportPicture(report: SenderReport): void {
    this.#sync?.reportPicture(report);
  }

  reportSound(report: SenderReport): void {
    this.#sync?.reportSound(report);
  }

  /** To be called every 20 ms or so. @returns what to ask the sender for, by sequence numbers */
  tick(): { picture: number[]; sound: number[]; keyframe: boolean } {
    const nowMs = this.#clock.now();
    this.#picture?.tick(nowMs);
    this.#sound?.tick(nowMs);
    const soundDueMs = this.#silence.dueMs(nowMs, this.#sound?.waitMs);
    if (soundDueMs !== null) this.#soundLine?.fillTo(soundDueMs);
    if (nowMs - this.#usedAtMs > STALL_MS) this.#rest();
    const lineMs = this.#lineAt(nowMs);
    const keyframe = this.#needsKeyframe(lineMs, nowMs) && nowMs - this.#askedAtMs >= ASK_AGAIN_MS;
    if (keyframe) this.#askedAtMs = nowMs;
    return {
      picture: this.#picture?.ask(nowMs) ?? [],
      sound: this.#sound?.ask(nowMs) ?? [],
      keyframe,
    };
  }

  /** Lists what there is. */
  async finish(): Promise<void> {
    this.endPicture();
    await this.#segmenter.finish(Math.round(this.#lineAt(this.#clock.now()) ?? 0));
  }

  #pairUp(): void {
    const [picture, sound] = [this.#picture, this.#sound];
    this.#sync = picture && sound && new Sync(picture.timeline, sound.timeline);
  }

  #needsKeyframe(lineMs: number | null, nowMs: number): boolean {
    if (!this.#picture || this.#picture.lastArrivalMs === 0 || this.#picture.isBehind) return false;
    const since = this.#segmenter.openSinceMs;
    if (this.#picture.waiting || since === null || lineMs === null) return true;
    const stuckSinceMs = this.#picture.stuckSinceMs(nowMs);
    if (stuckSinceMs !== null && this.#askedAtMs < stuckSinceMs) return true;
    return lineMs - since >= SEGMENT_MS - KEYFRAME_TAKES_MS;
  }

  #addFrame(picture: Picture, frame: Frame, toldMs: number): void {
    const { timeline } = picture;
    // One that was held back while its sender's clock jumped may seem to be of another day: it is of about now.
    const aheadMs = timeline.momentMs(toldMs) - this.#clock.now();
    const isOff = aheadMs > MOST_AHEAD_MS || aheadMs < -MOST_BEHIND_MS;
    const mediaMs = isOff ? toldMs - aheadMs : toldMs;
    if (this.#shiftMs === null) {
      if (!frame.keyframe) return;
      const momentMs = timeline.momentMs(mediaMs);
      this.#lineMinusClockMs ??= LINE_START_MS - momentMs;
      this.#shiftMs = momentMs + this.#lineMinusClockMs - mediaMs;
      // The stream before may have been placed a little later than this one.
      this.#shiftMs += Math.max(0, this.#lastFrameMs + 1 - (mediaMs + this.#shiftMs));
    }
    const onTicks = Math.round((mediaMs + this.#shiftMs) * TICKS_PER_MS) / TICKS_PER_MS;
    const atMs = Math.max(onTicks, this.#lastFrameMs + 1);
    const wallMs = () => this.#clock.wallMs(timeline.momentMs(mediaMs));
    const opens = this.#segmenter.openSinceMs === null;
    const given = this.#isNew ? { ...frame, afterGap: true } : frame;
    if (!this.#segmenter.picture(given, atMs, wallMs)) return;
    this.#isNew = false;
    const sinceMs = atMs - this.#lastFrameMs;
    if (this.#lastFrameMs > 0 && sinceMs > MISSED_MS) {
      this.#options.onMissing(wallMs() - sinceMs, wallMs(), this.lost - this.#lostUpToUsed);
    }
    this.#lostUpToUsed = this.lost;
    this.#lastFrameMs = atMs;
    this.#lastUsedAtMs = frame.arrivalMs;
    this.#usedAtMs = this.#clock.now();
    this.#silence.picture(atMs, this.#usedAtMs);
    this.#soundLine ??= new SoundLine(atMs, (opus, soundMs) =>
      this.#segmenter.sound(opus, soundMs),
    );
    // However long the pause was, nobody will hear it.
    if (opens) this.#soundLine.skipTo(atMs);
  }

  #addSound(sound: Sound, opus: Buffer, mediaMs: number, afterLoss: boolean): void {
    if (!this.#sync || this.#shiftMs === null || sound !== this.#sound) return;
    const lineMs = mediaMs + this.#sync.soundToPictureMs + this.#shiftMs;
    this.#silence.sound(lineMs, this.#clock.now());
    this.#soundLine?.push(opus, lineMs, afterLoss);
  }

  /** No pictures come for now: what there is needs no more sound than this. */
  #rest(): void {
    if (this.#segmenter.openSinceMs === null) return;
    this.#soundLine?.fillTo(this.#silence.restMs(this.#segmenter.endMs));
    this.#segmenter.rest();
  }

  /** Line time of what arrives at a moment with the least delay; null before the first keyframe. */
  #lineAt(nowMs: number): number | null {
    if (this.#picture && this.#shiftMs !== null) {
      return nowMs - (this.#picture.timeline.offsetMs ?? 0) + this.#shiftMs;
    }
    return this.#lineMinusClockMs === null ? null : nowMs + this.#lineMinusClockMs;
  }
}
