import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { parseRoomName } from '../livekit/room-name.ts';
import type { PublishedShare, Rooms } from '../livekit/rooms.ts';
import type { Log } from '../log.ts';
import { type Recorder, type Recording, RecordingRefused } from '../recorder/recorder.ts';
import { judge } from './judge.ts';
import type { Share } from './share.ts';
import type { Shares } from './shares.ts';

/** A track that can't be recorded is tried so often, then its owner is told. */
const TRIES = 3;
/** Wait before the next look after a failure, ms; doubled with each. */
const RETRY_MS = 1000;
/** A recording that has lived so long works: failures before it no longer count. */
const SETTLED_MS = 60_000;

/** What the loop tells people. Nobody else does. */
export interface Notices {
  started(share: Share): void;
  stopped(share: Share): void;
  failed(share: Share & { error: string }): void;
}

export type Reconciler = ReturnType<typeof createReconciler>;

/**
 * The one loop: compares what LiveKit says is shared with what the recorder runs, and starts, ends
 * or marks failed. The only code that changes a share's status.
 */
export function createReconciler(parts: {
  rooms: Rooms;
  recorder: Recorder;
  shares: Shares;
  segmentsPath: string;
  notices: Notices;
  log: Log;
  now?: () => number;
}) {
  const { rooms, recorder, shares, segmentsPath, notices, log, now = Date.now } = parts;
  /** Rooms being looked at; `again` when somebody pointed at them meanwhile. */
  const looking = new Map<string, { again: boolean; done: Promise<void> }>();
  const timers = new Map<string, NodeJS.Timeout>();
  let closed = false;

  async function reconcile(roomName: string): Promise<void> {
    const place = parseRoomName(roomName);
    if (!place) return;
    const [published, running, active] = await Promise.all([
      rooms.shares(roomName),
      recorder.list(roomName),
      shares.activeIn(roomName),
    ]);
    const wanted: PublishedShare[] = [];
    for (const share of published) {
      if (!(await shares.isStopped(roomName, share.userId))) wanted.push(share);
    }

    const owned = new Set(active.map((share) => share.egressId));
    const isOrphan = ({ state, egressId }: Recording) =>
      (state === 'starting' || state === 'active') && !owned.has(egressId);
    await each(running.filter(isOrphan), ({ egressId }) => recorder.stop(egressId));

    const kept = new Set<string>();
    await each(active, async (share) => {
      const track = wanted.find((t) => t.videoTrackId === share.videoTrackId);
      const recording = running.find((r) => r.egressId === share.egressId);
      if (await settle(share, track, recording)) kept.add(share.videoTrackId);
    });

    await each(wanted, async (track) => {
      if (kept.has(track.videoTrackId)) return;
      if ((await shares.attempts(track.videoTrackId)) >= TRIES) return;
      await start(roomName, place, track);
    });
    if (published.length === 0) await shares.forgetRoom(roomName);
  }

  /** Does what has to be done with an active share. @returns whether it stays active */
  async function settle(
    share: Share,
    track: PublishedShare | undefined,
    recording: Recording | undefined,
  ): Promise<boolean> {
    const settled = now() - share.startedAt > SETTLED_MS;
    const verdict = judge(share, track, recording, settled, now());
    if (verdict.be === 'kept') {
      if (settled) await shares.setAttempts(share.videoTrackId, 0);
      return true;
    }
    await recorder.stop(share.egressId);
    if (verdict.be === 'failed') {
      await fail(share, verdict.words, verdict.final);
      return false;
    }
    const ended: Share = { ...share, status: 'stopped', endedAt: now() };
    await shares.save(ended);
    log.info({ shareId: share.id, egressId: share.egressId, why: verdict.be }, 'share stopped');
    if (verdict.be === 'stopped') notices.stopped(ended);
    return false;
  }

  async function start(
    roomName: string,
    place: { guildId: string; channelId: string },
    track: PublishedShare,
  ): Promise<void> {
    const startedAt = now();
    const share: Share = {
      id: randomUUID(),
      egressId: '',
      userId: track.userId,
      roomName,
      ...place,
      videoTrackId: track.videoTrackId,
      audioTrackId: track.audioTrackId,
      segmentPath: join(segmentsPath, track.userId, String(startedAt)),
      status: 'active',
      startedAt,
      createdAt: startedAt,
      updatedAt: startedAt,
    };
    try {
      const { videoTrackId, audioTrackId, userId, segmentPath: folder } = share;
      const request = { roomName, userId, videoTrackId, audioTrackId, folder };
      const { egressId } = await recorder.start(request);
      const started = { ...share, egressId };
      await shares.save(started);
      log.info({ shareId: share.id, egressId, roomName, userId }, 'share started');
      notices.started(started);
    } catch (error) {
      log.error({ err: error, roomName, userId: share.userId }, 'recording could not be started');
      // What isn't meant for people is in the log.
      const words =
        error instanceof UserError ? error.message : 'The recording could not be started.';
      await fail(share, words, error instanceof RecordingRefused);
    }
  }

  /** At the same time for all, and to the end: one person's trouble is not another's. @throws the first trouble */
  async function each<T>(items: T[], work: (item: T) => Promise<void>): Promise<void> {
    const results = await Promise.allSettled(items.map(work));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  }

  /** Marks a share failed; tells its owner when it isn't tried again. */
  async function fail(share: Share, words: string, final: boolean): Promise<void> {
    const tried = final ? TRIES : (await shares.attempts(share.videoTrackId)) + 1;
    await shares.setAttempts(share.videoTrackId, tried);
    const failed = { ...share, status: 'failed' as const, error: words, endedAt: now() };
    await shares.save(failed);
    log.warn({ shareId: share.id, egressId: share.egressId, tried, words }, 'share failed');
    if (tried >= TRIES) notices.failed(failed);
    else lookLater(share.roomName, RETRY_MS * 2 ** (tried - 1));
  }

  function lookLater(roomName: string, delayMs: number): void {
    if (closed) return;
    clearTimeout(timers.get(roomName));
    timers.set(
      roomName,
      setTimeout(() => void look(roomName), delayMs),
    );
  }

  /** Looks at a room, one look at a time; resolves when what was true at the call is dealt with. */
  function look(roomName: string): Promise<void> {
    if (closed) return Promise.resolve();
    const current = looking.get(roomName);
    if (current) {
      current.again = true;
      return current.done;
    }
    const state = { again: true, done: Promise.resolve() };
    looking.set(roomName, state);
    state.done = (async () => {
      try {
        while (state.again) {
          state.again = false;
          await reconcile(roomName);
        }
      } catch (error) {
        log.error({ err: error, roomName }, 'could not look at a room; looking again soon');
        lookLater(roomName, 5 * RETRY_MS);
      } finally {
        looking.delete(roomName);
      }
    })();
    return state.done;
  }

  /** Looks at every room that LiveKit, the recorder or the records know. */
  async function lookAll(): Promise<void> {
    const known = await Promise.allSettled([
      rooms.list(),
      shares.rooms(),
      recorder.list().then((list) => list.map(({ roomName }) => roomName)),
    ]);
    const names = known.flatMap((result) => {
      if (result.status === 'fulfilled') return result.value;
      log.error({ err: result.reason }, 'could not list the rooms');
      return [];
    });
    await Promise.all([...new Set(names)].map(look));
  }

  recorder.onChange((roomName) => void look(roomName));

  return {
    look,
    lookAll,
    async close(): Promise<void> {
      closed = true;
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.allSettled([...looking.values()].map(({ done }) => done));
    },
  };
}
