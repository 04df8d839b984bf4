import { parseRoomName } from '../livekit/room-name.ts';
import type { PublishedShare, Rooms } from '../livekit/rooms.ts';
import type { Log } from '../log.ts';
import type { Recorder, Recording } from '../recorder/recorder.ts';
import type { VoiceRecorder } from '../recorder/voices.ts';
import type { FindRoomyServer } from './hand-over.ts';
import { type Before, createLooks, LivekitAway } from './looks.ts';
import type { Notices } from './notices.ts';
import type { RoomAsks } from './room-asks.ts';
import { allRooms, type RoomLeases } from './room-leases.ts';
import type { Sessions } from './sessions.ts';
import { createSettle, type Outage } from './settle.ts';
import type { Share } from './share.ts';
import type { Shares } from './shares.ts';
import { createStarts } from './starts.ts';
import { createTries } from './tries.ts';
import { createVoiceLoop } from './voice-loop.ts';
import type { Voices } from './voices.ts';

/** A room that was looked at so lately and has another id now is new: LiveKit was restarted between the looks. */
const LATELY_MS = 15_000;

export type Reconciler = ReturnType<typeof createReconciler>;

/**
 * The one loop: compares what LiveKit says is shared with what the recorder runs, and starts, ends
 * or marks failed. Only it and what it calls here change a share's status.
 */
export function createReconciler(parts: {
  rooms: Pick<Rooms, 'list' | 'shares' | 'sid'>;
  recorder: Recorder;
  voiceRecorder: VoiceRecorder;
  shares: Shares;
  voices: Voices;
  segmentsPath: string;
  notices: Notices;
  sessions: Sessions;
  /** Of several servers, each looks after some rooms; one alone after all. */
  leases?: RoomLeases;
  /** How the others are asked to look after theirs. */
  asks?: RoomAsks;
  /** Absent where a recorder is everybody's. */
  findRoomy?: FindRoomyServer | undefined;
  log: Log;
  now?: () => number;
}) {
  const { rooms, recorder, shares, segmentsPath, notices, sessions, log, now = Date.now } = parts;
  const { leases = allRooms, asks, findRoomy } = parts;
  const looks = createLooks({
    ...{ look: reconcile, missed, busyRooms: shares.rooms, log, now },
    isOurs: leases.take,
  });
  const tries = createTries({ shares, notices, looks, log, now });
  const { settle, doubt } = createSettle({ recorder, shares, notices, sessions, tries, log, now });
  const starts = createStarts({
    ...{ recorder, shares, segmentsPath, notices, looks, leases, tries, log, now },
    ...{ isStillWanted, handOver, sidOf: rooms.sid },
  });
  const voiceLoop = createVoiceLoop({
    ...{
      voiceRecorder: parts.voiceRecorder,
      voices: parts.voices,
      segmentsPath,
      notices,
      leases,
      log,
      now,
    },
    look: (roomName) => void looks.at(roomName),
  });
  const isRunning = ({ state }: Recording) => state === 'starting' || state === 'active';

  async function reconcile(roomName: string, before: Before): Promise<void> {
    const place = parseRoomName(roomName);
    if (!place) return;
    // Before anything is asked: one that succeeds meanwhile is in some of the answers and not in others.
    const underWay = starts.underWay();
    const published = await rooms.shares(roomName).catch((cause) => {
      throw new LivekitAway('LiveKit does not say what is shared', { cause });
    });
    const [running, active] = await Promise.all([
      recorder.list(roomName),
      shares.activeIn(roomName),
    ]);
    const wanted = await withoutStopped(roomName, published);
    // This process may have been stopped meanwhile, and the room may have gone to another.
    if (!(await leases.take(roomName))) return;
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
      const stays = await settle(share, track, recording, await outageOf(share, track, before));
      if (!stays) kept.delete(share.videoTrackId);
    };
    troubles.push(...(await each(active, settleOne)));

    await tries.dropUnwanted(roomName, isWanted);
    starts.keepWaiting(roomName, published, wanted);
    const begin = async (track: PublishedShare) => {
      if (kept.has(track.videoTrackId) || underWay.has(track.videoTrackId)) return;
      if (await tries.mayTry(track, roomName)) await starts.begin(roomName, place, track);
    };
    troubles.push(...(await each(wanted, begin)));
    await lookAtVoices({ roomName, guildId: place.guildId }, wanted);
    if (troubles.length > 0) throw troubles[0];
    if (published.length > 0) return;
    await shares.forgetRoom(roomName);
    if (!starts.isBusyIn(roomName)) await leases.release(roomName);
  }

  /** Last, and never a reason to look at the pictures again. */
  async function lookAtVoices(
    room: { roomName: string; guildId: string },
    wanted: PublishedShare[],
  ): Promise<void> {
    try {
      const active = await shares.activeIn(room.roomName);
      await voiceLoop.look(room, wanted, ({ videoTrackId }) =>
        active.some((share) => share.videoTrackId === videoTrackId),
      );
    } catch (err) {
      log.error({ err, ...room }, 'microphones could not be looked after; looking again soon');
    }
  }

  /** A room in which nothing is recorded goes to another server that has room. Never rejects. */
  async function handOver(roomName: string): Promise<boolean> {
    try {
      if (!findRoomy || (await shares.activeIn(roomName)).length > 0) return false;
      const server = await findRoomy();
      if (!server) return false;
      leave(roomName);
      await leases.release(roomName);
      log.info({ roomName }, 'no room here: another server looks after it');
      // If it does not answer, whoever looks next takes the room.
      await server.look(roomName).catch((err) => {
        log.warn({ err, roomName }, 'the server with room does not answer');
      });
      return true;
    } catch (err) {
      log.error({ err, roomName }, 'a room could not be given to another server');
      return false;
    }
  }

  /** What waits or is tried again there is another server's. */
  function leave(roomName: string): void {
    starts.leave(roomName);
    tries.leave(roomName);
    voiceLoop.leave(roomName);
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

  /** Whether LiveKit was away since the look before; also when it was so briefly that every look was answered. */
  async function outageOf(
    { roomName, roomSid }: Share,
    track: PublishedShare | undefined,
    { answeredMs, away }: Before,
  ): Promise<Outage | undefined> {
    if (away) return { sinceMs: answeredMs };
    if (track || !roomSid || answeredMs === null || now() - answeredMs > LATELY_MS) return;
    return (await rooms.sid(roomName)) === roomSid ? undefined : { sinceMs: answeredMs };
  }

  async function missed(roomName: string, { answeredMs }: Before): Promise<void> {
    await each(await shares.activeIn(roomName), (share) => doubt(share, answeredMs));
  }

  /** At the same time for all, and to the end: one person's trouble is not another's. @returns the troubles */
  async function each<T>(items: T[], work: (item: T) => Promise<void>): Promise<unknown[]> {
    const results = await Promise.allSettled(items.map(work));
    return results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
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

  /** Resolves when whoever looks after a room has done so, or does not answer. */
  async function look(roomName: string): Promise<void> {
    const done = looks.at(roomName);
    const isElsewhere = asks && !(await leases.take(roomName).catch(() => true));
    await Promise.all([done, isElsewhere && asks.look(roomName)]);
  }

  /** What this process records there is not for it to record any more; others' records are not touched. */
  leases.onLost((roomName) => {
    leave(roomName);
    for (const left of [recorder.leave?.(roomName), parts.voiceRecorder.leave?.(roomName)]) {
      left?.catch((err) => log.error({ err, roomName }, 'a room of another server is recorded'));
    }
    void looks.at(roomName);
  });
  asks?.answer(looks.at);
  parts.voiceRecorder.onChange((roomName) => void looks.at(roomName));
  recorder.onChange((roomName) => {
    void looks.at(roomName);
    starts.askForFirst();
  });

  return {
    look,
    lookAll,
    /** Whether this server looks after a room: others' recordings may be listed by them alone. */
    looksAfter: leases.holds,
    /** From now on recordings are watched. */
    watch: looks.start,
    /** Which one in the queue for a free recorder a person is, from 1; null when they don't wait. */
    placeOf: starts.placeOf,
    waitingOf: starts.waitingOf,
    startingOf: starts.startingOf,
    comingOf: starts.comingOf,
    /** What becomes of a person's microphone; undefined where they share none. */
    voiceOf: voiceLoop.stateOf,
    async close(): Promise<void> {
      await looks.close();
      await starts.close();
      await voiceLoop.close();
    },
  };
}
