import type { Log } from '../../../log.ts';
import { en } from '../../../words/en.ts';
import type { Frame } from '../picture/h264.ts';
import { FRAME_TICKS, SoundEncoder } from '../sound/sound-encoder.ts';
import { inWords } from './disk-error.ts';
import type { PlaylistWriter, Waiting } from './playlist-writer.ts';
import { type PictureUnit, TsWriter, type Unit } from './ts-writer.ts';

/** A keyframe this soon after the segment's first one (somebody else asked for it) begins no new segment. */
const SHORTEST_MS = 1700;
/** Browsers under load drop the picture before a keyframe: the time is hardly longer than between any two. */
const GAP_MS = 250;
/** How long the last picture of a segment is shown when nothing tells, ms. */
const USUAL_FRAME_MS = 33;
const LONGEST_FRAME_MS = 1000;
/** A segment that has its pictures waits so long for its sound. */
const SOUND_LATE_MS = 3000;
/** While no pictures come, sound is kept for so long: the next one may belong beside it. */
const SOUND_KEPT_MS = 3000;
const TICKS_PER_MS = 90;
/** What goes on for so long without a keyframe, asked for all the while, is no share: it would fill the memory. */
const MOST_OF_PART = { bytes: 64 << 20, ms: 60_000 };
/** Pictures are left out when so much waits for the disk: memory, or what a recording would be called dead for. */
const MOST_WAITING: Waiting = { bytes: 16 << 20, ms: 8000 };
/** Until so much of it is left. */
const CAUGHT_UP = 1 / 4;

/** Each size begins a segment of its own: a window that is dragged has many, who has them all the time gets so few. */
const HURRY = { most: 100, everyMs: 500 };

export interface SegmenterOptions {
  ffmpegPath: string;
  playlist: PlaylistWriter;
  log: Log;
  /** Pictures are left out because the disk does not keep up. @param words for the sharer */
  onSlow(words: string): void;
  /** It can't go on; a UserError where there are words for a person. */
  onFailed(error: Error): void;
}

interface Part {
  startMs: number;
  discontinuity: boolean;
  /** Of its first picture, on the server's clock, as well as it can be told by now. */
  wallMs: () => number;
  pictures: PictureUnit[];
  bytes: number;
}

interface EndingPart extends Part {
  endMs: number;
  /** Lists it without the rest of its sound. */
  late: NodeJS.Timeout;
}

/** Pictures and sound on one line of time become listed segments, each beginning with a keyframe. */
export class Segmenter {
  readonly #options: SegmenterOptions;
  readonly #writer = new TsWriter();
  readonly #encoder: SoundEncoder;
  #part: Part | null = null;
  /** They have their pictures, and wait for the last of their sound. */
  #ending: EndingPart[] = [];
  /** Those that are in no listed part: only its end tells which are a part's own. */
  #sounds: Unit[] = [];
  /** Where the newest one ends. */
  #heardMs = 0;
  #size = '';
  #broken = false;
  /** Pictures are left out because the disk does not keep up. */
  #behind = false;
  /** Segments begun lately, less those that time has forgiven; and when that was reckoned, line time. */
  #hurry = 0;
  #hurriedAtMs = 0;
  #lastMs = 0;
  #frameMs = USUAL_FRAME_MS;
  #written: Promise<unknown> = Promise.resolve();
  /** When the open segment begins, in line time; null when none is open, which only a keyframe changes. */
  get openSinceMs(): number | null {
    return this.#part?.startMs ?? null;
  }

  /** Where the newest picture ends in line time, as far as can be told: its successor may take its time. */
  get endMs(): number {
    return this.#lastMs + this.#frameMs;
  }

  constructor(options: SegmenterOptions) {
    this.#options = options;
    const { ffmpegPath, log } = options;
    this.#encoder = new SoundEncoder({ ffmpegPath, log, onFrame: (frame) => this.#hear(frame) });
  }

  /**
   * @param atMs line time in ticks of 90 kHz, ms, after the picture before
   * @param wallMs answers when it was on the server's clock; asked when its segment is listed
   * @returns whether it could be used: without an open segment only a keyframe can
   */
  picture(frame: Frame, atMs: number, wallMs: () => number): boolean {
    if (this.#broken || this.#isBehind(frame)) return false;
    const size = `${frame.width}x${frame.height}`;
    const due = this.#part !== null && atMs - this.#part.startMs >= SHORTEST_MS;
    const gap = frame.afterGap && atMs - this.#lastMs > GAP_MS;
    if (frame.keyframe && (!this.#part || due || gap || size !== this.#size)) {
      if (!this.#mayBegin(atMs)) {
        this.#options.onSlow(en.faults.sizesChange);
        this.rest();
        return false;
      }
      this.#begin(size, atMs, gap, wallMs);
      this.#size = size;
    } else if (!this.#part) return false;
    else if (this.#isEndless(this.#part, atMs)) {
      this.#options.onSlow(en.faults.noKeyframes);
      this.rest();
      return false;
    } else this.#frameMs = Math.min(atMs - this.#lastMs, LONGEST_FRAME_MS);
    this.#lastMs = atMs;
    const { data, keyframe } = frame;
    this.#part?.pictures.push({ pts: Math.round(atMs * TICKS_PER_MS), data, keyframe });
    if (this.#part) this.#part.bytes += data.length;
    return true;
  }

  sound(opus: Buffer, atMs: number): void {
    this.#encoder.push(opus, atMs);
    if (this.#ending.length > 0) this.#encoder.flush();
  }

  /** No pictures come any more for now: lists what there is. */
  rest(): void {
    this.#end(this.endMs);
  }

  /** Lists the open segment, which ends at `nowMs` at the latest. Resolves when everything is on disk. */
  async finish(nowMs = Number.POSITIVE_INFINITY): Promise<void> {
    this.#end(this.#lastMs + Math.max(1, Math.min(this.#frameMs, nowMs - this.#lastMs)));
    await this.#encoder.finish();
    this.#listUntil(Number.POSITIVE_INFINITY);
    await this.#written;
  }

  /** What can't be written is not collected: it is left out up to a keyframe. */
  #isBehind({ keyframe }: Frame): boolean {
    const { playlist, log, onSlow } = this.#options;
    const { waiting } = playlist;
    const waits = Math.max(waiting.bytes / MOST_WAITING.bytes, waiting.ms / MOST_WAITING.ms);
    if (!this.#behind && waits > 1) {
      log.warn({ waiting }, 'the disk is too slow: pictures are left out');
      this.rest();
      this.#behind = true;
    } else if (keyframe && waits <= CAUGHT_UP) this.#behind = false;
    if (this.#behind) onSlow(en.faults.diskSlow);
    return this.#behind;
  }

  #isEndless({ bytes, startMs }: Part, atMs: number): boolean {
    return bytes > MOST_OF_PART.bytes || atMs - startMs > MOST_OF_PART.ms;
  }

  #mayBegin(atMs: number): boolean {
    const { most, everyMs } = HURRY;
    this.#hurry = Math.max(0, this.#hurry - (atMs - this.#hurriedAtMs) / everyMs);
    this.#hurriedAtMs = atMs;
    if (this.#hurry >= most) return false;
    this.#hurry += 1;
    return true;
  }

  #begin(size: string, atMs: number, gap: boolean, wallMs: () => number): void {
    const goesOn = this.#part !== null && !gap;
    const discontinuity = this.#lastMs > 0 && !(goesOn && size === this.#size);
    this.#end(goesOn ? atMs : Math.min(this.endMs, atMs));
    this.#part = { startMs: atMs, discontinuity, wallMs, pictures: [], bytes: 0 };
  }

  /** The open segment gets no more pictures. */
  #end(endMs: number): void {
    if (!this.#part) return;
    const late = setTimeout(() => this.#listUntil(endMs), SOUND_LATE_MS);
    this.#ending.push({ ...this.#part, endMs, late });
    this.#part = null;
    this.#encoder.flush();
    this.#listUntil(this.#heardMs);
  }

  #hear(frame: Unit): void {
    this.#sounds.push(frame);
    this.#heardMs = (frame.pts + FRAME_TICKS) / TICKS_PER_MS;
    if (!this.#part && this.#ending.length === 0) this.#forget(this.#heardMs - SOUND_KEPT_MS);
    this.#listUntil(this.#heardMs);
  }

  /** Sound that begins before that moment. */
  #forget(beforeMs: number): void {
    const kept = this.#sounds.findIndex(({ pts }) => pts >= beforeMs * TICKS_PER_MS);
    this.#sounds.splice(0, kept < 0 ? this.#sounds.length : kept);
  }

  /** Lists those that end by then. */
  #listUntil(heardMs: number): void {
    while (this.#ending[0] && this.#ending[0].endMs <= heardMs) this.#list(this.#ending.shift());
  }

  #list(part: EndingPart | undefined): void {
    if (!part) return;
    const { startMs, endMs, wallMs, discontinuity, pictures, late } = part;
    clearTimeout(late);
    const isIn = ({ pts }: Unit) => pts >= startMs * TICKS_PER_MS && pts < endMs * TICKS_PER_MS;
    const sounds = this.#sounds.filter(isIn);
    // What is heard between two segments is in neither.
    this.#forget(endMs);
    if (this.#broken) return;
    const segment = {
      data: [this.#writer.segment(pictures, sounds)],
      durationMs: Math.round(endMs - startMs),
      startMs: Math.round(wallMs()),
      discontinuity,
    };
    this.#written = this.#options.playlist.add(segment).catch((error) => this.#fail(error));
  }

  #fail(cause: Error): void {
    if (this.#broken) return;
    this.#broken = true;
    this.#options.onFailed(inWords(cause));
  }
}
