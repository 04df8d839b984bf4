import { UserError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { Frame } from './h264.ts';
import { type Muxer, startMuxer } from './muxer.ts';
import type { PlaylistWriter } from './playlist-writer.ts';
import { TsSplitter } from './ts-splitter.ts';

/** A keyframe this soon after the segment's first one (somebody else asked for it) begins no new segment. */
const SHORTEST_MS = 1700;
/** Browsers under load drop the picture before a keyframe: the time is hardly longer than between any two. */
const GAP_MS = 250;
const MOST_DEATHS = 3;
/** How long the last picture of a segment is shown when nothing tells, ms. */
const USUAL_FRAME_MS = 33;
const LONGEST_FRAME_MS = 1000;
/** Pictures are in ffmpeg for less than this: they wait for the sound beside them. */
const FLUSH_MS = 600;
const TICKS_PER_MS = 90;

export interface SegmenterOptions {
  ffmpegPath: string;
  playlist: PlaylistWriter;
  log: Log;
  /** It can't go on; a UserError where there are words for a person. */
  onFailed(error: Error): void;
}

interface Part {
  startMs: number;
  /** Known when the next part begins or the pictures stop. */
  endMs: number | null;
  discontinuity: boolean;
  /** Of its first picture, on the server's clock, as well as it can be told by now. */
  wallMs: () => number;
}

/** Pictures and sound on one line of time become listed segments, each beginning with a keyframe. */
export class Segmenter {
  readonly #options: SegmenterOptions;
  #muxer: Muxer | null = null;
  #splitter = this.#newSplitter();
  #part: Part | null = null;
  #size = '';
  #deaths = 0;
  #broken = false;
  #lastMs = 0;
  #frameMs = USUAL_FRAME_MS;
  #resting: NodeJS.Timeout | undefined;
  #written: Promise<unknown> = Promise.resolve();
  /** When the open segment begins, in line time; null when none is open, which only a keyframe changes. */
  get openSinceMs(): number | null {
    return this.#part?.startMs ?? null;
  }

  constructor(options: SegmenterOptions) {
    this.#options = options;
  }

  /**
   * @param atMs line time, whole ms, after the picture before
   * @param wallMs answers when it was on the server's clock; asked when its segment is listed
   * @returns whether it could be used: without an open segment only a keyframe can
   */
  picture(frame: Frame, atMs: number, wallMs: () => number): boolean {
    if (this.#broken) return false;
    const size = `${frame.width}x${frame.height}`;
    const due = this.#part !== null && atMs - this.#part.startMs >= SHORTEST_MS;
    const gap = frame.afterGap && atMs - this.#lastMs > GAP_MS;
    if (frame.keyframe && (!this.#part || due || gap || size !== this.#size)) {
      this.#begin(frame, atMs, gap, wallMs);
      this.#size = size;
    } else if (!this.#part) return false;
    else this.#frameMs = Math.min(atMs - this.#lastMs, LONGEST_FRAME_MS);
    this.#lastMs = atMs;
    this.#muxer?.picture(frame.data, atMs, frame.keyframe);
    return true;
  }

  sound(packet: Buffer, atMs: number): void {
    this.#muxer?.sound(packet, atMs);
  }

  /** No pictures come any more for now: lists what there is. */
  rest(): void {
    const part = this.#part;
    if (!part) return;
    this.#endPart(this.#lastMs + this.#frameMs);
    const splitter = this.#splitter;
    this.#resting = setTimeout(() => splitter.part === part && splitter.cut(), FLUSH_MS);
  }

  /** Lists the open segment, which ends at `nowMs` at the latest. Resolves when everything is on disk. */
  async finish(nowMs = Number.POSITIVE_INFINITY): Promise<void> {
    clearTimeout(this.#resting);
    this.#endPart(this.#lastMs + Math.max(1, Math.min(this.#frameMs, nowMs - this.#lastMs)));
    const muxer = this.#muxer;
    this.#muxer = null;
    await muxer?.finish();
    this.#splitter.cut();
    await this.#written;
  }

  #begin(frame: Frame, atMs: number, gap: boolean, wallMs: () => number): void {
    const goesOn = this.#part !== null && !gap;
    const discontinuity =
      this.#lastMs > 0 && !(goesOn && `${frame.width}x${frame.height}` === this.#size);
    this.#endPart(goesOn ? atMs : this.#lastMs + this.#frameMs);
    this.#part = { startMs: atMs, endMs: null, discontinuity, wallMs };
    this.#splitter.announce(atMs * TICKS_PER_MS, this.#part);
    this.#muxer ??= startMuxer(this.#options.ffmpegPath, frame, {
      onData: (chunk) => this.#splitter.push(chunk),
      onDeath: (error) => this.#mourn(error),
    });
  }

  #endPart(atMs: number): void {
    if (this.#part) this.#part.endMs = atMs;
    this.#part = null;
  }

  #newSplitter(): TsSplitter<Part> {
    return new TsSplitter({ onPart: (part, data) => this.#list(part, data) });
  }

  #list(part: Part, data: Buffer[]): void {
    const endMs = part.endMs ?? this.#lastMs + this.#frameMs;
    const segment = {
      data,
      durationMs: endMs - part.startMs,
      startMs: Math.round(part.wallMs()),
      discontinuity: part.discontinuity,
    };
    this.#written = this.#options.playlist.add(segment).catch((error) => this.#fail(error));
  }

  #mourn(error: Error): void {
    this.#muxer = null;
    this.#deaths += 1;
    const { newestPts } = this.#splitter;
    if (this.#part && newestPts !== null) {
      this.#part.endMs = Math.max(this.#part.startMs, newestPts / TICKS_PER_MS) + this.#frameMs;
    }
    this.#part = null;
    this.#splitter.cut();
    this.#splitter = this.#newSplitter();
    if (this.#deaths > MOST_DEATHS) return this.#fail(error);
    this.#options.log.warn(
      { err: error, deaths: this.#deaths },
      'ffmpeg died and is started again',
    );
  }

  #fail(cause: Error): void {
    if (this.#broken) return;
    this.#broken = true;
    this.#options.onFailed(wordsFor(cause));
  }
}

function wordsFor(cause: Error): Error {
  const full = /ENOSPC|EDQUOT|No space left/.test(`${(cause as { code?: string }).code} ${cause}`);
  if (!full) return cause;
  return new UserError(
    'The disk that keeps the replay buffer is full. Ask whoever runs Hindsight to make room.',
    {
      status: 507,
      cause,
    },
  );
}
