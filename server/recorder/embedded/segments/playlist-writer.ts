import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  nextNumber,
  PLAYLIST_FILE,
  type Playlist,
  type PlaylistSegment,
  renderPlaylist,
  segmentFile,
} from '../../../segments/playlist.ts';
import { wholeFile } from '../../../whole-file.ts';

/** Entries stay for this much longer than the window, so that a cut that began in time finds them. */
const MARGIN_MS = 120_000;
/** Segments may overlap so much: their delays are not known better. */
const OVERLAP_MS = 100;

export interface NewSegment extends Omit<PlaylistSegment, 'uri'> {
  data: Buffer[];
}

/** What is in memory only, and how long it plays. */
export interface Waiting {
  bytes: number;
  ms: number;
}

/** Writes a recording's segments and its playlist, one after the other: what is listed is whole. */
export class PlaylistWriter {
  readonly #folder: string;
  readonly #windowMs: number;
  readonly #playlist: Playlist = { mediaSequence: 0, segments: [], ended: false };
  #count = 0;
  #waiting = { bytes: 0, ms: 0 };
  #queue: Promise<void> = Promise.resolve();

  readonly #onWritten: () => void;

  /** @param onWritten the playlist lists something new, or is closed */
  constructor(folder: string, windowMs: number, onWritten = () => {}) {
    this.#folder = folder;
    this.#windowMs = windowMs;
    this.#onWritten = onWritten;
  }

  /** When the newest listed segment ends, ms since the epoch; null before the first. */
  get newestEndMs(): number | null {
    const newest = this.#playlist.segments.at(-1);
    return newest ? newest.startMs + newest.durationMs : null;
  }

  /** How many segments were ever listed. */
  get listed(): number {
    return nextNumber(this.#playlist);
  }

  /** What the disk has not taken yet. */
  get waiting(): Waiting {
    return { ...this.#waiting };
  }

  /** @throws Error (ENOSPC and the like) after which nothing more can be added */
  add({ data, ...times }: NewSegment): Promise<void> {
    const bytes = data.reduce((sum, { length }) => sum + length, 0);
    this.#waiting.bytes += bytes;
    this.#waiting.ms += times.durationMs;
    return this.#enqueue(async () => {
      const uri = segmentFile(this.#count);
      try {
        await writeFile(join(this.#folder, uri), data, { flag: 'wx' });
      } finally {
        this.#waiting.bytes -= bytes;
        this.#waiting.ms -= times.durationMs;
      }
      this.#count += 1;
      this.#makeRoom(times.startMs);
      this.#playlist.segments.push({ uri, ...times });
      this.#forgetOld(times.startMs);
      await this.#write();
    });
  }

  /** No segment will follow. */
  end(): Promise<void> {
    return this.#enqueue(async () => {
      this.#playlist.ended = true;
      await this.#write();
    });
  }

  #enqueue(task: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(task);
    // Its caller is told; the next one shall not fail for it.
    this.#queue = done.catch(() => {});
    return done;
  }

  /**
   * The newest segment is placed best: where it begins before the listed ones end, the server's clock was set back, or
   * they had been thought later than they were. They move with it, up to where there is room.
   */
  #makeRoom(startMs: number): void {
    const { segments } = this.#playlist;
    let byMs = (this.newestEndMs ?? startMs) - startMs;
    if (byMs <= OVERLAP_MS) return;
    for (let i = segments.length - 1; i >= 0 && byMs > 0; i -= 1) {
      const [before, segment] = [segments[i - 1], segments[i]];
      if (!segment) return;
      const roomMs = before ? segment.startMs - before.startMs - before.durationMs : 0;
      segment.startMs -= byMs;
      byMs -= Math.max(0, roomMs);
    }
  }

  /** Files stay: deleting them is the cleaner's business. */
  #forgetOld(nowMs: number): void {
    const { segments } = this.#playlist;
    const oldestMs = nowMs - this.#windowMs - MARGIN_MS;
    while (segments[0] && segments[0].startMs + segments[0].durationMs < oldestMs) {
      segments.shift();
      this.#playlist.mediaSequence += 1;
    }
  }

  /** By rename, so that nobody reads half of it. */
  async #write(): Promise<void> {
    const text = renderPlaylist(this.#playlist);
    await wholeFile(join(this.#folder, PLAYLIST_FILE), (part) => writeFile(part, text));
    this.#onWritten();
  }
}
