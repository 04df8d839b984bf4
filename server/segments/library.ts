import { join } from 'node:path';
import { least, most } from '../extremes.ts';
import { CUT_OFF_FILE, readCutOff } from './cut-off.ts';
import type { SegmentFiles } from './files.ts';
import { isAmong, userFolder } from './folders.ts';
import { type Gap, gapsIn } from './gaps.ts';
import { hold, withoutGone } from './hold.ts';
import { localFiles } from './local-files.ts';
import { newestEndMs } from './playlist.ts';
import type { Segment } from './range.ts';
import { createSessionReader, type ReadSession } from './read-session.ts';

export interface SegmentLibrary {
  /**
   * What a person has recorded between two moments (ms since the epoch), oldest first, across sessions and gaps.
   * @param only the folders of the sessions that count; all of them when left out
   */
  between(userId: string, fromMs: number, toMs: number, only?: string[]): Promise<Segment[]>;
  /** What is there of a person's within the window; null when there is nothing. @param only as above */
  coverage(userId: string, only?: string[]): Promise<Coverage | null>;
  /** What all that is listed of a person's takes up. */
  bytes(userId: string): Promise<number>;
  /** Of each segment, bytes; 0 where it has gone meanwhile. */
  sizes(segments: Pick<Segment, 'file'>[]): Promise<number[]>;
  /** See hold.ts. */
  hold(segments: Segment[], workDir: string): Promise<Segment[]>;
}

export interface Coverage {
  fromMs: number;
  /** Where the newest segment ends. */
  toMs: number;
  /** What can be shown of it: gaps don't count. */
  bufferedMs: number;
  /** What is missing between them, oldest first. */
  gaps: Gap[];
  /** The newest session is over. */
  ended: boolean;
}

/** A session that ended so long before a range can't hide any of it, ms. */
const WELL_BEFORE_MS = 60_000;

interface Session {
  segments: Segment[];
  ended: boolean;
}

/** Finds segments by their playlists; what isn't listed doesn't exist. */
export function createSegmentLibrary(options: {
  segmentsPath: string;
  /** What is behind that path; folders when left out. */
  files?: SegmentFiles;
  /** Where a person's sessions are; `{segmentsPath}/{userId}` when left out. */
  folderOf?: (segmentsPath: string, userId: string) => string;
  /** How far back `coverage` looks; without it, as far as there is anything. */
  windowMs?: number;
  readSession?: ReadSession;
  now?: () => number;
}): SegmentLibrary {
  const { segmentsPath, windowMs = Number.POSITIVE_INFINITY, now = Date.now } = options;
  const { files = localFiles, folderOf = userFolder } = options;
  const { readSession: readPlaylist = createSessionReader({ files }) } = options;

  async function readSession(folder: string, fromMs: number): Promise<Session> {
    // The playlist first: what it lists is there already.
    const playlist = await readPlaylist(folder);
    const toMs = newestEndMs(playlist) ?? Number.NEGATIVE_INFINITY;
    if (!playlist || toMs < fromMs - WELL_BEFORE_MS) return { segments: [], ended: true };
    const listed = playlist.segments.map(({ uri }) => uri);
    const there = new Set(await files.names(folder, listed));
    const endsMs = there.has(CUT_OFF_FILE) ? await readCutOff(folder, files) : null;
    const segments = playlist.segments.map(({ uri, ...time }) =>
      there.has(uri) ? { file: join(folder, uri), folder, ...time } : null,
    );
    return { segments: upTo(endsMs, withoutGone(segments)), ended: playlist.ended };
  }

  /** @param fromMs what ended well before is left out */
  async function sessions(userId: string, fromMs: number, only?: string[]): Promise<Session[]> {
    const folder = folderOf(segmentsPath, userId);
    const all = (await files.numbered(folder)).map((name) => join(folder, name));
    const counted = only ? all.filter((session) => isAmong(session, only)) : all;
    const found = await Promise.all(counted.map((one) => readSession(one, fromMs)));
    return onlyNewest(found.filter(({ segments }) => segments.length > 0));
  }

  async function between(
    userId: string,
    fromMs: number,
    toMs: number,
    only?: string[],
  ): Promise<Segment[]> {
    return (await sessions(userId, fromMs, only))
      .flatMap(({ segments }) => segments)
      .filter((s) => s.startMs < toMs && endMs(s) > fromMs)
      .sort((a, b) => a.startMs - b.startMs);
  }

  return {
    between,
    hold: (segments, workDir) => hold(segments, workDir, files),
    sizes: (segments) => files.sizes(segments.map(({ file }) => file)),
    async bytes(userId) {
      const all = await sessions(userId, Number.NEGATIVE_INFINITY);
      const sizes = await files.sizes(all.flatMap(({ segments }) => segments.map((s) => s.file)));
      return sizes.reduce((sum, size) => sum + size, 0);
    },
    async coverage(userId, only) {
      const sinceMs = now() - windowMs;
      const found = await sessions(userId, sinceMs, only);
      const within = found.flatMap((s) => s.segments).filter((s) => endMs(s) > sinceMs);
      if (within.length === 0) return null;
      return {
        fromMs: Math.max(sinceMs, least(within.map((s) => s.startMs))),
        toMs: most(within.map(endMs)),
        bufferedMs: within.reduce((sum, s) => sum + endMs(s) - Math.max(sinceMs, s.startMs), 0),
        gaps: gapsIn(within),
        ended: found.at(-1)?.ended ?? true,
      };
    },
  };
}

/** The last one ends in its middle where that is when there was nothing more to be seen. */
function upTo(endsMs: number | null, segments: Segment[]): Segment[] {
  if (endsMs === null) return segments;
  return segments
    .filter(({ startMs }) => startMs < endsMs)
    .map((s) =>
      endMs(s) <= endsMs ? s : { ...s, durationMs: endsMs - s.startMs, cutOff: true as const },
    );
}

/** Where two sessions overlap (a reload in the middle, a second window), the newer one counts. */
function onlyNewest(sessions: Session[]): Session[] {
  return sessions.map((session, i) => {
    const newer = sessions.slice(i + 1).map(({ segments }) => ({
      fromMs: segments[0]?.startMs ?? Number.POSITIVE_INFINITY,
      toMs: most(segments.map(endMs)),
    }));
    const replaced = (s: Segment) => newer.some((n) => s.startMs >= n.fromMs && s.startMs < n.toMs);
    return { ...session, segments: session.segments.filter((s) => !replaced(s)) };
  });
}

function endMs(segment: Segment): number {
  return segment.startMs + segment.durationMs;
}
