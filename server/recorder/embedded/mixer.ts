import type { Frame } from './h264.ts';
import { Picture } from './picture.ts';
import type { MediaPacket, SenderReport } from './rtp.ts';
import { Segmenter, type SegmenterOptions } from './segmenter.ts';
import { Sound } from './sound.ts';
import { SoundLine } from './sound-line.ts';
import { Sync } from './sync.ts';

/** Room for the encoder's lead-in; timestamps below zero would be moved by ffmpeg. */
const LINE_START_MS = 1000;
/** A keyframe takes so long to come when asked for; asked for this early, segments get their two seconds. */
const SEGMENT_MS = 2000;
const KEYFRAME_TAKES_MS = 80;
/** LiveKit passes on one request a second at most. */
const ASK_AGAIN_MS = 500;
/** Sound is waited for so long before silence takes its place. */
const SOUND_LATE_MS = 250;
/** Even a still page gives a picture a second; after this the share is paused or gone, and shows nothing. */
const STALL_MS = 4000;

/**
 * Brings the pictures and the sound of one share onto one line of time and into segments. Line time is ms, runs with
 * the picture's media time, and goes on over reconnects, which bring new streams.
 */
export class Mixer {
  readonly #segmenter: Segmenter;
  readonly #sync = new Sync();
  readonly #now: () => number;
  readonly #ffmpegPath: string;
  #picture: Picture | null = null;
  #sound: Sound | null = null;
  #soundLine: SoundLine | null = null;
  /** Line time minus the picture's media time; null until its first keyframe. */
  #shiftMs: number | null = null;
  /** Line time minus the server's clock, of the stream before, for the first keyframe of the next. */
  #lineMinusWallMs: number | null = null;
  #lastFrameMs = 0;
  #lastUsedAtMs = 0;
  #askedAtMs = 0;
  #lostBefore = 0;

  constructor(options: SegmenterOptions, now: () => number) {
    this.#segmenter = new Segmenter(options);
    this.#now = now;
    this.#ffmpegPath = options.ffmpegPath;
  }

  /** Packets given up. */
  get lost(): number {
    return this.#lostBefore + (this.#picture?.lost ?? 0);
  }

  /** Arrival of the newest picture that went into a segment; 0 before the first. */
  get lastUsedAtMs(): number {
    return this.#lastUsedAtMs;
  }

  /** From here on pictures come as another stream, of H.264 or VP8. */
  beginPicture({ vp8 = false } = {}): void {
    this.#leavePicture();
    const picture = new Picture(vp8 ? this.#ffmpegPath : null, (frame, mediaMs) => {
      // One that was transcoded may come after its stream has ended.
      if (picture === this.#picture) this.#addFrame(picture, frame, mediaMs);
    });
    this.#picture = picture;
    this.#sync.forget('picture');
    this.#askedAtMs = 0;
  }

  beginSound(): void {
    const sound = new Sound((opus, mediaMs) => this.#addSound(sound, opus, mediaMs));
    this.#sound = sound;
    this.#sync.forget('sound');
  }

  /** The connection is gone, and with it both streams. */
  pause(): void {
    this.#leavePicture();
    this.#sound = null;
    this.#segmenter.rest();
  }

  picture(packet: MediaPacket): void {
    this.#picture?.push(packet);
  }

  sound(packet: MediaPacket): void {
    this.#sound?.push(packet);
  }

  reportPicture(report: SenderReport): void {
    if (this.#picture) this.#sync.reportPicture(report, this.#picture.timeline);
  }

  reportSound(report: SenderReport): void {
    if (this.#sound) this.#sync.reportSound(report, this.#sound.timeline);
  }

  /** To be called every 80 ms or so. @returns what to ask the sender for */
  tick(): { missing: number[]; keyframe: boolean } {
    const nowMs = this.#now();
    this.#picture?.tick(nowMs);
    this.#sound?.tick(nowMs);
    const lineMs = this.#lineAt(nowMs);
    if (lineMs !== null) {
      this.#soundLine?.fillTo(lineMs - SOUND_LATE_MS);
      if (lineMs - this.#lastFrameMs > STALL_MS) this.#segmenter.rest();
    }
    const keyframe = this.#needsKeyframe(lineMs) && nowMs - this.#askedAtMs >= ASK_AGAIN_MS;
    if (keyframe) this.#askedAtMs = nowMs;
    return { missing: this.#picture?.missing() ?? [], keyframe };
  }

  /** Lists what there is. */
  async finish(): Promise<void> {
    this.#leavePicture();
    await this.#segmenter.finish(Math.round(this.#lineAt(this.#now()) ?? 0));
  }

  #leavePicture(): void {
    const picture = this.#picture;
    if (!picture) return;
    picture.flush();
    this.#lostBefore += picture.lost;
    if (this.#shiftMs !== null) {
      this.#lineMinusWallMs = this.#shiftMs - (picture.timeline.offsetMs ?? 0);
    }
    this.#picture = null;
    this.#shiftMs = null;
  }

  #needsKeyframe(lineMs: number | null): boolean {
    if (!this.#picture || this.#picture.lastArrivalMs === 0) return false;
    const since = this.#segmenter.openSinceMs;
    if (this.#picture.waiting || since === null || lineMs === null) return true;
    return lineMs - since >= SEGMENT_MS - KEYFRAME_TAKES_MS;
  }

  #addFrame(picture: Picture, frame: Frame, mediaMs: number): void {
    const { timeline } = picture;
    if (this.#shiftMs === null) {
      if (!frame.keyframe) return;
      const wallMs = timeline.wallMs(mediaMs);
      this.#lineMinusWallMs ??= LINE_START_MS - wallMs;
      this.#shiftMs = wallMs + this.#lineMinusWallMs - mediaMs;
      // The stream before may have been placed a little later than this one.
      this.#shiftMs += Math.max(0, this.#lastFrameMs + 1 - (mediaMs + this.#shiftMs));
    }
    const atMs = Math.max(Math.round(mediaMs + this.#shiftMs), this.#lastFrameMs + 1);
    if (!this.#segmenter.picture(frame, atMs, () => timeline.wallMs(mediaMs))) return;
    this.#lastFrameMs = atMs;
    this.#lastUsedAtMs = frame.arrivalMs;
    this.#soundLine ??= new SoundLine(atMs, (opus, soundMs) =>
      this.#segmenter.sound(opus, soundMs),
    );
  }

  #addSound(sound: Sound, opus: Buffer, mediaMs: number): void {
    const picture = this.#picture;
    if (!picture || this.#shiftMs === null) return;
    const pictureMs = mediaMs + this.#sync.soundToPictureMs(picture.timeline, sound.timeline);
    this.#soundLine?.push(opus, pictureMs + this.#shiftMs);
  }

  /** Line time of a moment on the server's clock; null before the first keyframe. */
  #lineAt(wallMs: number): number | null {
    if (this.#picture && this.#shiftMs !== null) {
      return wallMs - (this.#picture.timeline.offsetMs ?? 0) + this.#shiftMs;
    }
    return this.#lineMinusWallMs === null ? null : wallMs + this.#lineMinusWallMs;
  }
}
