import { parseRoomName } from '../livekit/room-name.ts';
import type { PublishedShare, Rooms } from '../livekit/rooms.ts';
import type { Log } from '../log.ts';
import { hasEnded, type Recorder, type Recording } from '../recorder/recorder.ts';
import { judge, type Verdict } from './judge.ts';
import { createLooks, type Outage } from './looks.ts';
import type { Notices } from './notices.ts';
import type { Sessions } from './sessions.ts';
import type { Share } from './share.ts';
import type { Shares } from './shares.ts';
import { createStarts } from './starts.ts';

/** A track that can't be recorded is tried so often, then its owner is told. */
const TRIES = 3;
/** Wait before the next try after a failure, ms; doubled with each. */
const RETRY_MS = 1000;
/** A recording that has lived so long works: failures before it no longer count. */
const SETTLED_MS = 60_000;

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
  sessions: Sessions;
  log: Log;
  now?: () => number;
}) {
  const { rooms, recorder, shares, segmentsPath, notices, sessions, log, now = Date.now } = parts;
  const looks = createLooks({ look: reconcile, busyRooms: shares.rooms, log, now });
  const starts = createStarts({
    ...{ recorder, shares, segmentsPath, notices, looks, fail, log, now },
    isStillWanted,
  });
  /** When a share was last seen paused, ms, by its id: no segments are due until then. */
  const pausedAt = new Map<string, number>();
  /** When a track that failed is tried again, ms. */
  const retryAt = new Map<string, number>();
  const isRunning = ({ state }: Recording) => state === 'starting' || state === 'active';

  async function reconcile(roomName: string, outage: Outage | undefined): Promise<void> {
    const place = parseRoomName(roomName);
    if (!place) return;
    // Before anything is asked: one that succeeds meanwhile is in some of the answers and not in others.
    const underWay = starts.underWay();
    const [published, running, active] = await Promise.all([
      rooms.shares(roomName),
      recorder.list(roomName),
      shares.activeIn(roomName),
    ]);
    const wanted = await withoutStopped(roomName, published);
    const isWanted = (videoTrackId: string) => wanted.some((t) => t.videoTrackId === videoTrackId);

    const owned = new Set(active.map((share) => share.egressId));
    const isOrphan = (r: Recording) =>
      isRunning(r) && !owned.has(r.egressId) && !underWay.has(r.videoTrackId);
    const troubles: unknown[] = [];
    const stop = ({ egressId }: Recording) => recorder.stop(egressId);
    troubles.push(...(await each(running.filter(isOrphan), stop)));

    const kept = new Set<string>();
    const settleOne = async (share: Share) => {
      const track = wanted.find((t) => t.videoTrackId === share.videoTrackId);
      const recording = running.find((r) => r.egressId === share.egressId);
      // As long as nothing is settled, it is not begun a second time.
      kept.add(share.videoTrackId);
      const stays = await settle(share, track, recording, outage);
      if (!stays) kept.delete(share.videoTrackId);
    };
    troubles.push(...(await each(active, settleOne)));

    starts.keepWaiting(roomName, isWanted);
    const begin = async (track: PublishedShare) => {
      if (kept.has(track.videoTrackId) || underWay.has(track.videoTrackId)) return;
      if (await mayTry(track, roomName)) await starts.begin(roomName, place, track);
    };
    troubles.push(...(await each(wanted, begin)));
    if (troubles.length > 0) throw troubles[0];
    if (published.length === 0) await shares.forgetRoom(roomName);
  }

  /** Not after three failures, and not sooner than was settled at the last one. */
  async function mayTry({ videoTrackId }: PublishedShare, roomName: string): Promise<boolean> {
    const failures = await shares.attempts(videoTrackId);
    if (failures === 0 || failures >= TRIES) return failures === 0;
    const waitMs = (retryAt.get(videoTrackId) ?? 0) - now();
    if (waitMs > 0) looks.later(roomName, waitMs);
    return waitMs <= 0;
  }

  async function withoutStopped(roomName: string, published: PublishedShare[]) {
    const wanted: PublishedShare[] = [];
    for (const share of published) {
      if (!(await shares.isStopped(roomName, share.userId))) wanted.push(share);
    }
    return wanted;
  }

  /** Asked anew; while LiveKit does not answer, nothing has changed. */
  async function isStillWanted({ videoTrackId }: PublishedShare, roomName: string) {
    const published = await rooms.shares(roomName).catch(() => null);
    if (!published) return true;
    const wanted = await withoutStopped(roomName, published);
    return wanted.some((track) => track.videoTrackId === videoTrackId);
  }

  /** Does what has to be done with an active share. @returns whether it stays active */
  async function settle(
    share: Share,
    track: PublishedShare | undefined,
    recording: Recording | undefined,
    outage: Outage | undefined,
  ): Promise<boolean> {
    const settled = now() - share.startedAt > SETTLED_MS;
    if (track?.muted) pausedAt.set(share.id, now());
    const dueSince = Math.max(share.startedAt, pausedAt.get(share.id) ?? 0);
    const verdict = judge(
      recording,
      track,
      { settled, dueSince, lost: outage !== undefined },
      now(),
    );
    if (verdict.be === 'kept') {
      const failures = settled ? await shares.attempts(share.videoTrackId) : 0;
      if (failures > 0) await shares.setAttempts(share.videoTrackId, 0);
      await tellInterruption(share, recording);
      return true;
    }
    pausedAt.delete(share.id);
    // Egress takes 3 s to say that one has ended.
    if (!recording || !hasEnded(recording)) await recorder.stop(share.egressId);
    const brokeAt = verdict.be === 'stopped' ? undefined : await brokenAt(share, outage);
    const ended: Share = {
      ...share,
      endedAt: now(),
      ...(brokeAt !== undefined && { brokeAt }),
    };
    if (verdict.be === 'failed') {
      await fail(ended, verdict.words, verdict.final);
      return false;
    }
    // Also when its end looks orderly: Egress goes on in black for minutes, and then ends like any other.
    if (!track && outage) sessions.doubt(share.segmentPath, outage.sinceMs);
    await end(ended, verdict);
    return false;
  }

  async function end(share: Share, verdict: Exclude<Verdict, { be: 'kept' | 'failed' }>) {
    const words = verdict.be === 'stopped' ? {} : { error: verdict.words };
    const stopped: Share = { ...share, ...words, status: 'stopped' };
    await shares.save(stopped);
    log.info({ shareId: share.id, egressId: share.egressId, why: verdict.be }, 'share stopped');
    if (verdict.be !== 'renewed') notices.stopped(stopped);
  }

  /** Until when there are pictures; what was interrupted before and never came back, since then. */
  async function brokenAt(share: Share, outage: Outage | undefined): Promise<number> {
    if (share.interrupted) return share.interrupted.fromMs;
    if (outage) return outage.sinceMs;
    return (await sessions.newestMs(share.segmentPath)) ?? share.startedAt;
  }

  /** Once there is a picture again, its owner is told of the hole; once. */
  async function tellInterruption(share: Share, recording: Recording | undefined): Promise<void> {
    if (!share.interrupted || recording?.newestSegmentAtMs == null) return;
    const { interrupted, ...whole } = share;
    await shares.save(whole);
    notices.resumed(whole, { ...interrupted, toMs: share.startedAt });
  }

  /** At the same time for all, and to the end: one person's trouble is not another's. @returns the troubles */
  async function each<T>(items: T[], work: (item: T) => Promise<void>): Promise<unknown[]> {
    const results = await Promise.allSettled(items.map(work));
    return results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  }

  /** Marks a share failed; tells its owner when it isn't tried again. */
  async function fail(share: Share, words: string, final: boolean): Promise<void> {
    const tried = final ? TRIES : (await shares.attempts(share.videoTrackId)) + 1;
    await shares.setAttempts(share.videoTrackId, tried);
    const failed = { ...share, status: 'failed' as const, error: words };
    await shares.save(failed);
    log.warn({ shareId: share.id, egressId: share.egressId, tried, words }, 'share failed');
    if (tried >= TRIES) {
      retryAt.delete(share.videoTrackId);
      notices.failed(failed);
      return;
    }
    // What did run is begun anew at once; what could not even start is given time.
    const didRun = share.egressId !== '' && tried === 1;
    const waitMs = didRun ? 0 : RETRY_MS * 2 ** tried;
    retryAt.set(share.videoTrackId, now() + waitMs);
    looks.later(share.roomName, waitMs);
  }

  /** Looks at every room that LiveKit, the recorder, the queue or the records know. */
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
    await Promise.all([...new Set([...names, ...starts.waitingRooms()])].map(looks.at));
  }

  recorder.onChange((roomName) => {
    void looks.at(roomName);
    starts.askForFirst();
  });

  return {
    look: looks.at,
    lookAll,
    /** From now on recordings are watched. */
    watch: looks.start,
    /** Which one in the queue for a free recorder a person is, from 1; null when they don't wait. */
    placeOf: starts.placeOf,
    waitingOf: starts.waitingOf,
    startingOf: starts.startingOf,
    comingOf: starts.comingOf,
    async close(): Promise<void> {
      await looks.close();
      await starts.close();
    },
  };
}
