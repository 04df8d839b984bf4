import type { Segments } from '../../mixer.ts';
import type { Frame } from '../../picture/h264.ts';
import { opusDurationMs, SILENCE } from '../../sound/opus.ts';
import type { Clocks } from './clocks.ts';
import type { Conditions } from './conditions.ts';
import { capturedAt } from './packets.ts';

/** The worst of a run. Errors are how much too late something stands, ms; `At`: when, s since the share began. */
export interface Worst {
  placedMs: number;
  placedAt: number;
  soundMs: number;
  soundAt: number;
  /** By how much a segment began before the end of the one before it. */
  overlapMs: number;
  /** Segments that began before the one before them did, pictures and sounds that did not follow one another. */
  disorder: number;
  /** Packets left out and silence put in where the sound came without a break. */
  corrections: number;
  segments: number;
}

/** As the Segmenter's. */
const SHORTEST_MS = 1700;
const USUAL_FRAME_MS = 33;
const LONGEST_FRAME_MS = 1000;

/** Stands where the Segmenter does, and knows when everything really was. */
export class Judge implements Segments {
  readonly worst: Worst = {
    placedMs: 0,
    placedAt: 0,
    soundMs: 0,
    soundAt: 0,
    overlapMs: 0,
    disorder: 0,
    corrections: 0,
    segments: 0,
  };
  /** Sound is judged from here on, ms since the share began. */
  soundFromMs = 0;
  readonly #conditions: Conditions;
  readonly #clocks: Clocks;
  readonly #leastMs: number;
  #part: { capturedMs: number; startMs: number; wallMs: () => number } | null = null;
  #lastMs = 0;
  #frameMs = USUAL_FRAME_MS;
  #lineMinusMediaMs = 0;
  #before: { startMs: number; endMs: number } | null = null;
  #soundEndMs: number | null = null;
  /** Without an open segment nobody hears a gap, so the next sound may come later. */
  #soundMaySkip = false;
  #lastSoundMs: number | null = null;
  #silent = 0;

  /** @param leastMs what the way of a picture takes at least */
  constructor(conditions: Conditions, clocks: Clocks, leastMs: number) {
    this.#conditions = conditions;
    this.#clocks = clocks;
    this.#leastMs = leastMs;
  }

  get openSinceMs(): number | null {
    return this.#part?.startMs ?? null;
  }

  get endMs(): number {
    return this.#lastMs + this.#frameMs;
  }

  picture(frame: Frame, atMs: number, wallMs: () => number): boolean {
    const due = this.#part !== null && atMs - this.#part.startMs >= SHORTEST_MS;
    if (!this.#part && !frame.keyframe) return false;
    if (!this.#part) this.#soundMaySkip = true;
    if (atMs <= this.#lastMs) this.worst.disorder += 1;
    const capturedMs = capturedAt(frame.data);
    this.#lineMinusMediaMs = atMs - this.#clocks.mediaMs('picture', capturedMs);
    if (frame.keyframe && (!this.#part || due)) {
      this.#list(atMs);
      this.#part = { capturedMs, startMs: atMs, wallMs };
    }
    if (this.#part?.startMs !== atMs)
      this.#frameMs = Math.min(atMs - this.#lastMs, LONGEST_FRAME_MS);
    this.#lastMs = atMs;
    return true;
  }

  sound(packet: Buffer, atMs: number): void {
    const sinceMs = atMs - (this.#soundEndMs ?? atMs);
    if (Math.abs(sinceMs) > 1e-6 && !(sinceMs > 0 && this.#soundMaySkip)) this.worst.disorder += 1;
    this.#soundMaySkip = false;
    this.#soundEndMs = atMs + opusDurationMs(packet);
    if (packet === SILENCE) {
      this.#silent += 1;
      return;
    }
    const capturedMs = capturedAt(packet);
    if (this.#lastSoundMs !== null && this.#applies(capturedMs)) {
      const left = Math.round((capturedMs - this.#lastSoundMs) / 20) - 1;
      if (this.#silent > 0 || left > 0) this.worst.corrections += 1;
    }
    this.#silent = 0;
    this.#lastSoundMs = capturedMs;
    const error = atMs - (this.#clocks.mediaMs('picture', capturedMs) + this.#lineMinusMediaMs);
    const judged = capturedMs >= this.soundFromMs && this.#applies(capturedMs);
    if (judged && Math.abs(error) > Math.abs(this.worst.soundMs)) {
      this.worst.soundMs = error;
      this.worst.soundAt = capturedMs / 1000;
    }
  }

  rest(): void {
    this.#list(this.endMs);
    this.#soundMaySkip = true;
  }

  async finish(): Promise<void> {
    this.#list(this.endMs);
  }

  #list(endMs: number): void {
    const part = this.#part;
    if (!part) return;
    this.#part = null;
    const startMs = part.wallMs();
    const error = startMs - part.capturedMs - this.#leastMs;
    const judged = this.#applies(part.capturedMs);
    this.worst.segments += 1;
    if (judged && Math.abs(error) > Math.abs(this.worst.placedMs)) {
      this.worst.placedMs = error;
      this.worst.placedAt = part.capturedMs / 1000;
    }
    if (this.#before) {
      if (startMs <= this.#before.startMs) this.worst.disorder += 1;
      const overlap = this.#before.endMs - startMs;
      if (judged) this.worst.overlapMs = Math.max(this.worst.overlapMs, overlap);
    }
    this.#before = { startMs, endMs: startMs + endMs - part.startMs };
  }

  #applies(atMs: number): boolean {
    return !this.#conditions.except?.some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
  }
}
