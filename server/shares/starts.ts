import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { parseRoomName } from '../livekit/room-name.ts';
import type { PublishedShare } from '../livekit/rooms.ts';
import type { Log } from '../log.ts';
import { type Recorder, RecorderBusy, RecordingRefused } from '../recorder/recorder.ts';
import { en } from '../words/en.ts';
import type { Looks } from './looks.ts';
import type { Notices } from './notices.ts';
import type { RoomLeases } from './room-leases.ts';
import { interruptionBefore, type Share } from './share.ts';
import type { Shares } from './shares.ts';
import { createStartQueue, type Waiting } from './start-queue.ts';
import type { Tries } from './tries.ts';

/** Wait before a recorder that was busy is asked again, ms. */
const BUSY_RETRY_MS = 5000;
/** A start that takes longer (a busy recorder needs 23 s to say so) is not waited for. */
const PATIENCE_MS = 3000;
/** Whoever waits and publishes nothing is taken for gone after so long, ms. */
const GRACE_MS = 10_000;
/** A share that goes on so soon after a recording of it ended is no new one, ms. */
const GOES_ON_MS = 60_000;
/** How long the end of the process waits for starts, so that what they began has a record, ms. */
const CLOSE_MS = 5000;

/** The reconcile loop's starts: those under way, and those that wait for a free recorder. */
export function createStarts(parts: {
  recorder: Recorder;
  shares: Shares;
  segmentsPath: string;
  notices: Notices;
  looks: Looks;
  leases: Pick<RoomLeases, 'take'>;
  tries: Tries;
  isStillWanted: (track: PublishedShare, roomName: string) => Promise<boolean>;
  /** Gives a room to another server that has a recorder for it. @returns whether there was one; never rejects */
  handOver: (roomName: string) => Promise<boolean>;
  /** LiveKit's id of a room. */
  sidOf: (roomName: string) => Promise<string | null>;
  log: Log;
  now: () => number;
}) {
  const { recorder, shares, segmentsPath, notices, looks, leases, tries, log, now } = parts;
  const { isStillWanted, handOver, sidOf } = parts;
  const queue = createStartQueue();
  /** Why who is in the queue waits, for a person. */
  let busyWords: string = en.faults.egressBusy;
  /** By track. */
  const underWay = new Map<string, { roomName: string; userId: string; done: Promise<void> }>();

  /** Starts a recording; one that takes long goes on after this has resolved. */
  async function begin(roomName: string, place: Place, track: PublishedShare): Promise<void> {
    const { videoTrackId, userId } = track;
    if (underWay.has(videoTrackId)) return;
    const isItsTurn = queue.mayStart({ roomName, userId });
    if (!isItsTurn && !(await goesOn(userId, roomName))) return void wait(roomName, userId);
    if (underWay.has(videoTrackId)) return;
    let waitedFor = true;
    const started = start(roomName, place, track).finally(() => {
      underWay.delete(videoTrackId);
      if (!waitedFor) void looks.at(roomName);
    });
    underWay.set(videoTrackId, { roomName, userId, done: started });
    waitedFor = await within(PATIENCE_MS, started);
  }

  async function start(roomName: string, place: Place, track: PublishedShare): Promise<void> {
    const { videoTrackId, audioTrackId, userId } = track;
    const createdAt = now();
    const [before, roomSid] = await Promise.all([
      shares.latestOf(userId, roomName),
      sidOf(roomName).catch(() => null),
    ]);
    // Who waited in the queue has been told already that nothing is recorded.
    const knows = queue.placeOf(userId, roomName) !== null;
    const share: Share = {
      id: randomUUID(),
      egressId: '',
      ...{ userId, roomName, ...place, videoTrackId, audioTrackId },
      segmentPath: join(segmentsPath, userId, String(createdAt)),
      status: 'active',
      startedAt: createdAt,
      createdAt,
      updatedAt: createdAt,
      ...(roomSid !== null && { roomSid }),
      ...(!knows && interruptionBefore(before, videoTrackId, createdAt)),
    };
    try {
      const request = { roomName, userId, videoTrackId, audioTrackId, folder: share.segmentPath };
      const { egressId } = await recorder.start({ ...request, picture: track });
      // It may have taken a while, in which the room may have gone to another server.
      if (!(await leases.take(roomName))) return await recorder.stop(egressId);
      // And in which no segment was due.
      const started = { ...share, egressId, startedAt: now() };
      await shares.save(started);
      tries.begun(videoTrackId);
      leaveQueue({ roomName, userId });
      log.info({ shareId: share.id, egressId, roomName, userId }, 'share started');
      notices.started(started);
    } catch (error) {
      if (error instanceof RecorderBusy) {
        looks.later(roomName, BUSY_RETRY_MS);
        if (await handOver(roomName)) return;
        busyWords = error.message;
        // It took 23 s to say so, in which its owner may have ended it.
        const isNew = (await isStillWanted(track, roomName)) && wait(roomName, userId);
        const why = { err: error, roomName, userId };
        log[isNew ? 'warn' : 'debug'](why, 'no recorder is free; the share waits');
        return;
      }
      leaveQueue({ roomName, userId });
      log.error({ err: error, roomName, userId }, 'recording could not be started');
      // What isn't meant for people is in the log.
      const words = error instanceof UserError ? error.message : en.faults.notStarted;
      const brokeAt = share.interrupted?.fromMs;
      const failed = { ...share, endedAt: now(), ...(brokeAt !== undefined && { brokeAt }) };
      await tries.fail(failed, words, error instanceof RecordingRefused);
    }
  }

  /** @returns whether they did not wait before */
  function wait(roomName: string, userId: string): boolean {
    const isNew = queue.join({ roomName, userId });
    const place = queue.placeOf(userId, roomName);
    if (place !== null) notices.waiting({ roomName, userId }, place, busyWords, isNew);
    return isNew;
  }

  /** What was recorded until just now keeps its recorder, also where others wait for one. */
  async function goesOn(userId: string, roomName: string): Promise<boolean> {
    if (queue.placeOf(userId, roomName) !== null) return false;
    const before = await shares.latestOf(userId, roomName);
    // One without an egressId never ran.
    if (!before?.endedAt || before.egressId === '') return false;
    return now() - before.endedAt < GOES_ON_MS;
  }

  function leaveQueue(who: Waiting): void {
    const moved = queue.leave(who);
    for (const { roomName, userId } of moved) {
      const place = queue.placeOf(userId, roomName);
      if (place !== null) notices.waiting({ roomName, userId }, place, busyWords, false);
    }
    askForFirst();
  }

  /** Whoever waits first asks again as soon as a recorder may have become free. */
  function askForFirst(): void {
    const first = queue.first();
    if (first) looks.later(first.roomName, 0);
  }

  const startingOf = (userId: string) =>
    [...underWay.values()]
      .filter((one) => one.userId === userId && queue.placeOf(userId, one.roomName) === null)
      .map(inChannel);
  const waitingOf = (userId: string) =>
    queue.ofUser(userId).map((one) => ({
      ...inChannel(one),
      place: queue.placeOf(userId, one.roomName) ?? 0,
    }));

  return {
    begin,
    /** Tracks whose start is under way now. */
    underWay: () => new Set(underWay.keys()),
    /** Where a recording of a person who does not wait is just being started. */
    startingOf,
    /** Only what is wanted still waits; who publishes anew (another source, a reload) keeps their place. */
    keepWaiting(roomName: string, published: PublishedShare[], wanted: PublishedShare[]): void {
      for (const who of queue.inRoom(roomName)) {
        const isOf = ({ userId }: PublishedShare) => userId === who.userId;
        if (wanted.some(isOf)) queue.present(who);
        else if (published.some(isOf)) leaveQueue(who);
        else {
          const goneAt = queue.missing(who, now()) + GRACE_MS;
          if (now() >= goneAt) leaveQueue(who);
          else looks.later(roomName, goneAt - now());
        }
      }
    },
    async close(): Promise<void> {
      await within(CLOSE_MS, Promise.allSettled([...underWay.values()].map(({ done }) => done)));
    },
    askForFirst,
    waitingRooms: queue.rooms,
    /** Whether anybody's recording there is being started, or waited for. */
    isBusyIn: (roomName: string) =>
      queue.inRoom(roomName).length > 0 ||
      [...underWay.values()].some((one) => one.roomName === roomName),
    /** Another server looks after that room: who waits there waits with it. */
    leave(roomName: string): void {
      for (const who of queue.inRoom(roomName)) leaveQueue(who);
    },
    placeOf: queue.placeOf,
    waitingOf,
    /** Where a recording of a person will begin, sooner or later; it has no record yet, for up to 23 s or more. */
    comingOf: (userId: string) => [...waitingOf(userId), ...startingOf(userId)],
  };
}

/** @returns whether it was done in time */
async function within(ms: number, done: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([done.then(() => true), enough]);
  } finally {
    clearTimeout(timer);
  }
}

function inChannel({ roomName }: { roomName: string }) {
  return { roomName, channelId: parseRoomName(roomName)?.channelId ?? '' };
}

type Place = { guildId: string; channelId: string };
