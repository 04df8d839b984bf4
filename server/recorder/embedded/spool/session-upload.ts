import { readdir, readFile, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../../log.ts';
import { typeOf } from '../../../segments/bucket-keys.ts';
import {
  PLAYLIST_FILE,
  type Playlist,
  parsePlaylist,
  renderPlaylist,
  segmentIndex,
} from '../../../segments/playlist.ts';
import type { Bucket } from '../../../storage/bucket.ts';

/** Segments that go up side by side. */
const AT_ONCE = 4;
/** What takes longer is worth a word to the sharer, ms. */
const PATIENCE_MS = 15_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5000;
/** So much of the disk stays free, or of a small one a part: the oldest that waits is given up for it, bytes. */
const KEPT_FREE = 256 << 20;
const KEPT_PART = 0.05;

export interface SessionUploadOptions {
  /** Where the session is written, by this process or one that died. */
  folder: string;
  keyOf(name: string): string;
  bucket: Pick<Bucket, 'put'>;
  log: Log;
  /** `awaySinceMs` came or went. */
  onChange(): void;
  /** Ends it, wherever it is; what is left stays in the folder. */
  signal: AbortSignal;
  patienceMs?: number;
  keptFree?: number;
}

/**
 * Brings a session from the local disk into the bucket: each segment as it is closed, then the playlist, which lists
 * nothing that isn't there. What has arrived leaves the disk. While the bucket is away, it waits and tries again.
 */
export class SessionUpload {
  readonly #options: SessionUploadOptions;
  #woken = Promise.withResolvers<void>();
  /** The playlist that is in the bucket. */
  #sent = '';
  /** Segments in the bucket that its playlist may not list yet. */
  readonly #arrived = new Set<string>();
  /** Segments that never will be in the bucket. */
  readonly #givenUp = new Set<string>();
  /** Since when something is under way, ms; null when there is nothing to do. */
  #busySinceMs: number | null = null;
  #isLate = false;
  #pauseMs = FIRST_PAUSE_MS;
  /** Resolves when it is over: all has arrived, or the signal came. */
  readonly done: Promise<void>;

  constructor(options: SessionUploadOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', () => this.wake(), { once: true });
    this.done = this.#run();
  }

  get awaySinceMs(): number | null {
    return this.#isLate ? this.#busySinceMs : null;
  }

  /** There is something new on the disk. */
  wake(): void {
    this.#woken.resolve();
    if (this.#isLate) void this.#makeRoom();
  }

  async #run(): Promise<void> {
    const { log, folder, signal, onChange, patienceMs = PATIENCE_MS } = this.#options;
    while (!signal.aborted) {
      // Before the look: what is written during it is looked at again.
      this.#woken = Promise.withResolvers();
      this.#busySinceMs ??= Date.now();
      const leftMs = this.#busySinceMs + patienceMs - Date.now();
      if (leftMs <= 0) this.#beLate();
      const late = setTimeout(() => this.#beLate(), Math.max(0, leftMs));
      try {
        const found = await this.#bring().finally(() => clearTimeout(late));
        this.#pauseMs = FIRST_PAUSE_MS;
        if (found === 'more') continue;
        this.#busySinceMs = null;
        if (this.#isLate) {
          this.#isLate = false;
          log.info({ folder }, 'all that waited is in the bucket');
          onChange();
        }
        if (found === 'all') return;
        await this.#woken.promise;
      } catch (err) {
        if (signal.aborted) return;
        if (!this.#isLate)
          log.warn({ err, folder }, 'the bucket does not take segments; trying again');
        await sleep(this.#pauseMs, undefined, { signal }).catch(() => {});
        this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  #beLate(): void {
    const { log, folder, onChange } = this.#options;
    if (this.#isLate) return;
    this.#isLate = true;
    log.error({ folder }, 'the bucket is away; segments wait on the local disk');
    onChange();
  }

  /** @returns `all` when the session is over and has arrived; `more` when some of it waits; else `nothing` */
  async #bring(): Promise<'all' | 'more' | 'nothing'> {
    const { folder } = this.#options;
    const written = await this.#read();
    if (!written) return 'nothing';
    const playlist = without(this.#givenUp, written);
    const names = new Set(await readdir(folder));
    const waiting = playlist.segments.filter(({ uri }) => names.has(uri));
    const next = waiting.slice(0, AT_ONCE);
    await this.#putAll(next.map(({ uri }) => uri));
    const upTo = waiting.length > next.length ? next.at(-1) : playlist.segments.at(-1);
    const arrived = textUpTo(playlist, upTo?.uri);
    if (arrived !== this.#sent && playlist.segments.length > 0) {
      await this.#put(PLAYLIST_FILE, { bytes: Buffer.from(arrived) });
    }
    this.#sent = arrived;
    await this.#forget(next.map(({ uri }) => uri));
    if (waiting.length > next.length) return 'more';
    if (playlist.ended) {
      await rm(folder, { recursive: true, force: true });
      return 'all';
    }
    const first = segmentIndex(playlist.segments[0]?.uri ?? '') ?? 0;
    // They fell out of the window before they could be brought.
    await this.#forget([...names].filter((name) => (segmentIndex(name) ?? first) < first));
    return 'nothing';
  }

  async #read(): Promise<Playlist | null> {
    const file = join(this.#options.folder, PLAYLIST_FILE);
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    return parsePlaylist(text);
  }

  /** What has arrived is not sent again when others fail beside it. */
  async #putAll(names: string[]): Promise<void> {
    const due = names.filter((name) => !this.#arrived.has(name));
    const results = await Promise.allSettled(
      due.map(async (name) => {
        await this.#put(name, { file: join(this.#options.folder, name) });
        this.#arrived.add(name);
      }),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  #put(name: string, from: Parameters<Bucket['put']>[1]): Promise<void> {
    const { bucket, keyOf, signal } = this.#options;
    return bucket.put(keyOf(name), from, { type: typeOf(name), signal });
  }

  async #forget(names: string[]): Promise<void> {
    for (const name of names) {
      await rm(join(this.#options.folder, name), { force: true });
      this.#arrived.delete(name);
    }
  }

  /** Rather than end what is recorded now, the oldest that nobody can bring is given up. */
  async #makeRoom(): Promise<void> {
    const { folder, log, keptFree } = this.#options;
    try {
      const { bavail, blocks, bsize } = await statfs(folder);
      const kept = keptFree ?? Math.min(KEPT_FREE, KEPT_PART * blocks * bsize);
      if (bavail * bsize > kept) return;
      const names = (await readdir(folder)).filter((name) => segmentIndex(name) !== null).sort();
      const oldest = names.slice(0, Math.min(2, names.length - 1));
      for (const name of oldest) if (!this.#arrived.has(name)) this.#givenUp.add(name);
      await this.#forget(oldest);
      log.error({ folder, oldest }, 'the disk is full and the bucket away: segments are given up');
    } catch (err) {
      log.warn({ err, folder }, 'no room could be made');
    }
  }
}

/** What comes behind a hole is marked. */
function without(gone: ReadonlySet<string>, playlist: Playlist): Playlist {
  if (gone.size === 0) return playlist;
  const { segments } = playlist;
  const first = segments.findIndex(({ uri }) => !gone.has(uri));
  return {
    ...playlist,
    mediaSequence: playlist.mediaSequence + Math.max(0, first),
    segments: segments.flatMap((segment, i) => {
      if (gone.has(segment.uri)) return [];
      return gone.has(segments[i - 1]?.uri ?? '') ? { ...segment, discontinuity: true } : segment;
    }),
  };
}

/** The playlist as it stands when all up to that segment has arrived. */
function textUpTo(playlist: Playlist, uri: string | undefined): string {
  const segments = playlist.segments.slice(
    0,
    playlist.segments.findIndex((segment) => segment.uri === uri) + 1,
  );
  const isWhole = segments.length === playlist.segments.length;
  return renderPlaylist({ ...playlist, segments, ended: playlist.ended && isWhole });
}
