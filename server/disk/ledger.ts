import { lstat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import PQueue from 'p-queue';
import { localFiles } from '../segments/local-files.ts';
import { segmentFile, segmentIndex } from '../segments/playlist.ts';
import { createSessionReader, type ReadSession } from '../segments/read-session.ts';
import { VOICE } from '../segments/voice-folder.ts';

/** A segment on the disk. */
export interface LedgerSegment {
  index: number;
  bytes: number;
  /** When it ends, ms since the epoch, by its playlist; by its file's age until that has been read. */
  endMs: number;
}

export interface LedgerSession {
  folder: string;
  /** Whose it is. */
  userId: string;
  /** Oldest first. */
  segments: LedgerSegment[];
  bytes: number;
}

export type Ledger = ReturnType<typeof createLedger>;

/** Looked at at the same time. */
const AT_ONCE = 16;
/** How often a session's playlist is asked where its new segments belong, ms. */
const PLACE_EVERY_MS = 30_000;

/** How a session was found at the last look. */
interface Known extends LedgerSession {
  /** Of the file that comes next. */
  nextIndex: number;
  placedAtMs: number;
}

/**
 * What all segments take, by session. A look at what is known costs three questions to the file system a session,
 * however many segments it has: whether the oldest is still there, what the newest has grown to, and whether there is
 * a next one.
 */
export function createLedger(options: {
  segmentsPath: string;
  readSession?: ReadSession;
  now?: () => number;
}) {
  const { segmentsPath, readSession = createSessionReader() } = options;
  const { now = Date.now } = options;
  const sessions = new Map<string, Known>();
  const atOnce = new PQueue({ concurrency: AT_ONCE });

  async function foldersOf(userId: string) {
    const user = join(segmentsPath, userId);
    const voice = join(user, VOICE);
    const [pictures, sounds] = await Promise.all([
      localFiles.numbered(user),
      localFiles.numbered(voice),
    ]);
    return [
      ...pictures.map((name) => join(user, name)),
      ...sounds.map((name) => join(voice, name)),
    ];
  }

  /** @returns null where there is no such file (any more) */
  async function look(folder: string, index: number): Promise<LedgerSegment | null> {
    try {
      const { size, mtimeMs } = await lstat(join(folder, segmentFile(index)));
      return { index, bytes: size, endMs: mtimeMs };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }

  async function open(folder: string, userId: string): Promise<Known> {
    const session: Known = { folder, userId, segments: [], bytes: 0, nextIndex: 0, placedAtMs: 0 };
    const indexes = (await localFiles.names(folder))
      .map(segmentIndex)
      .filter((index) => index !== null)
      .sort((a, b) => a - b);
    for (const index of indexes) {
      const segment = await look(folder, index);
      if (segment) session.segments.push(segment);
      session.nextIndex = index + 1;
    }
    return session;
  }

  async function follow(session: Known): Promise<void> {
    const { folder, segments } = session;
    // The cleaner has been there, or whoever forgets a person.
    while (segments[0] && !(await look(folder, segments[0].index))) segments.shift();
    const newest = segments.at(-1);
    if (newest) {
      // Some recorders write a segment while it is being filmed.
      newest.bytes = (await look(folder, newest.index))?.bytes ?? 0;
    }
    for (let next = await look(folder, session.nextIndex); next; ) {
      segments.push(next);
      session.nextIndex += 1;
      next = await look(folder, session.nextIndex);
    }
  }

  /** The playlist is the truth about when a segment is of. */
  async function place(session: Known): Promise<void> {
    if (now() - session.placedAtMs < PLACE_EVERY_MS) return;
    session.placedAtMs = now();
    const listed = new Map<number | null, number>();
    for (const { uri, startMs, durationMs } of (await readSession(session.folder))?.segments ??
      []) {
      listed.set(segmentIndex(uri), startMs + durationMs);
    }
    for (const segment of session.segments) {
      segment.endMs = listed.get(segment.index) ?? segment.endMs;
    }
  }

  async function lookAt(folder: string, userId: string): Promise<void> {
    let session = sessions.get(folder);
    if (session) await follow(session);
    else {
      session = await open(folder, userId);
      sessions.set(folder, session);
    }
    await place(session);
    session.bytes = session.segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  return {
    /** All sessions as they are now. One look at a time. */
    async survey(): Promise<LedgerSession[]> {
      const users = await localFiles.numbered(segmentsPath);
      const found = await atOnce.addAll(
        users.map((userId) => async () => ({ userId, folders: await foldersOf(userId) })),
      );
      const there = new Set(found.flatMap(({ folders }) => folders));
      for (const folder of sessions.keys()) if (!there.has(folder)) sessions.delete(folder);
      await atOnce.addAll(
        found.flatMap(({ userId, folders }) =>
          folders.map((folder) => () => lookAt(folder, userId)),
        ),
      );
      return [...sessions.values()];
    },

    /**
     * Deletes what of a session ends by then.
     * @param onlyFreeing what a clip or a preview holds stays: that its name goes would free nothing
     * @returns how many went
     */
    async deleteUntil(
      session: LedgerSession,
      untilMs: number,
      onlyFreeing: boolean,
    ): Promise<number> {
      const gone = new Set<LedgerSegment>();
      try {
        for (const segment of session.segments) {
          if (segment.endMs > untilMs) continue;
          const file = join(session.folder, segmentFile(segment.index));
          if (onlyFreeing && (await isHeld(file))) continue;
          await unlink(file).catch(noneIfGone);
          gone.add(segment);
        }
      } finally {
        session.segments = session.segments.filter((segment) => !gone.has(segment));
        for (const { bytes } of gone) session.bytes -= bytes;
      }
      return gone.size;
    },
  };
}

async function isHeld(file: string): Promise<boolean> {
  const found = await lstat(file).catch(noneIfGone);
  return (found?.nlink ?? 0) > 1;
}

function noneIfGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
