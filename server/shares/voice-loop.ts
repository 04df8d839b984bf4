import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import type { PublishedShare } from '../livekit/rooms.ts';
import type { Log } from '../log.ts';
import { hasEnded, RecordingRefused } from '../recorder/recorder.ts';
import type { VoiceRecorder, VoiceRecording } from '../recorder/voices.ts';
import { voiceFolder } from '../segments/voice-folder.ts';
import { en } from '../words/en.ts';
import { STALE_MS } from './judge.ts';
import type { Notices } from './notices.ts';
import type { RoomLeases } from './room-leases.ts';
import type { Voice, Voices } from './voices.ts';

/** A microphone that can't be recorded is tried so often, then its owner is told. */
const TRIES = 3;
/** Wait before the next try, ms; doubled with each. */
const RETRY_MS = 1000;
/** One that has been recorded for so long works: failures before it no longer count. */
const SETTLED_MS = 60_000;
/** How long the end of the process waits for starts, ms. */
const CLOSE_MS = 5000;

interface Wanted {
  userId: string;
  trackId: string;
  forOthers: boolean;
}

interface Failures {
  roomName: string;
  count: number;
  /** When it is tried again, ms. */
  dueMs: number;
}

/**
 * Microphones beside shares: compares what LiveKit says is published with what is recorded, and starts and ends. What
 * goes wrong with one is told, and harms no picture.
 */
export function createVoiceLoop(parts: {
  voiceRecorder: VoiceRecorder;
  voices: Voices;
  segmentsPath: string;
  notices: Pick<Notices, 'voiceFailed'>;
  /** Points at a room once something has changed there. */
  look: (roomName: string) => void;
  leases: Pick<RoomLeases, 'take'>;
  log: Log;
  now: () => number;
}) {
  const { leases, voiceRecorder, voices, segmentsPath, notices, look, log, now } = parts;
  /** Starts under way, by track: Egress takes up to 23 s to say that it is busy. */
  const starting = new Map<string, Promise<void>>();
  const failures = new Map<string, Failures>();
  /** Since when this process looks, ms: segments that were due before may have had their reasons. */
  const bornMs = now();
  /** By room and person, of those who share a microphone there. */
  const states = new Map<string, Map<string, 'recorded' | 'starting' | 'failed'>>();

  function whyOver(voice: Voice, recording: VoiceRecording | undefined): string | null {
    if (!recording) return en.faults.restarted;
    if (recording.state === 'failed') return recording.error ?? en.faults.brokeOff;
    if (recording.state === 'complete' || recording.state === 'ending') return en.faults.ended;
    if (recording.lostSinceMs !== undefined) return null;
    const aliveMs = Math.max(recording.newestSegmentAtMs ?? 0, voice.startedAt, bornMs);
    return now() - aliveMs > STALE_MS ? en.faults.noVoice : null;
  }

  function fail(roomName: string, { userId, trackId }: Wanted, words: string, final = false): void {
    const count = final ? TRIES : (failures.get(trackId)?.count ?? 0) + 1;
    failures.set(trackId, { roomName, count, dueMs: now() + RETRY_MS * 2 ** count });
    log.warn({ roomName, userId, trackId, count, words }, 'a microphone could not be recorded');
    if (count === TRIES) notices.voiceFailed({ roomName, userId }, words);
  }

  async function start(roomName: string, guildId: string, wanted: Wanted): Promise<void> {
    const { userId, trackId, forOthers } = wanted;
    const startedAt = now();
    const folder = join(voiceFolder(segmentsPath, userId), String(startedAt));
    try {
      const { egressId } = await voiceRecorder.start({ roomName, userId, trackId, folder });
      if (!(await leases.take(roomName))) return await voiceRecorder.stop(egressId);
      const about = { egressId, userId, roomName, guildId, trackId, folder, forOthers };
      await voices.save({ ...about, startedAt: now() });
      log.info({ egressId, roomName, userId }, 'microphone started');
    } catch (error) {
      const words = error instanceof UserError ? error.message : en.faults.notStarted;
      log.warn({ err: error, roomName, userId }, 'a microphone could not be started');
      fail(roomName, wanted, words, error instanceof RecordingRefused);
    } finally {
      starting.delete(trackId);
      look(roomName);
    }
  }

  function mayTry(trackId: string): boolean {
    const failed = failures.get(trackId);
    return !failed || (failed.count < TRIES && failed.dueMs <= now());
  }

  /** Ends what is not wanted or does not work. @returns the tracks that go on */
  async function settle(roomName: string, wanted: Wanted[]): Promise<Set<string>> {
    const [running, active] = await Promise.all([
      voiceRecorder.list(roomName),
      voices.activeIn(roomName),
    ]);
    const owned = new Set(active.map(({ egressId }) => egressId));
    for (const { egressId, trackId, ...recording } of running) {
      const isOrphan = !owned.has(egressId) && !starting.has(trackId);
      if (isOrphan && !hasEnded(recording)) await voiceRecorder.stop(egressId);
    }
    const kept = new Set<string>();
    for (const voice of active) {
      const { egressId, trackId, startedAt } = voice;
      const track = wanted.find((one) => one.trackId === trackId);
      const recording = running.find((one) => one.egressId === egressId);
      const why = track ? whyOver(voice, recording) : null;
      if (track && why === null) {
        kept.add(trackId);
        if (now() - startedAt > SETTLED_MS) failures.delete(trackId);
        continue;
      }
      if (recording && !hasEnded(recording)) await voiceRecorder.stop(egressId);
      await voices.save({ ...voice, endedAt: now() });
      log.info({ egressId, roomName, why }, 'microphone stopped');
      if (track && why !== null) fail(roomName, track, why);
    }
    return kept;
  }

  return {
    /**
     * @param wanted whose recording their owners want
     * @param isRecorded whether a picture is being recorded: a microphone begins only beside one
     */
    async look(
      { roomName, guildId }: { roomName: string; guildId: string },
      wanted: PublishedShare[],
      isRecorded: (share: PublishedShare) => boolean,
    ): Promise<void> {
      const tracks = wanted.flatMap((share) => {
        const { userId, voice } = share;
        return voice ? [{ userId, ...voice, mayBegin: isRecorded(share) }] : [];
      });
      const kept = await settle(roomName, tracks);
      for (const [trackId, failed] of failures) {
        const isThere = tracks.some((one) => one.trackId === trackId);
        if (failed.roomName === roomName && !isThere) failures.delete(trackId);
      }
      const told: NonNullable<ReturnType<typeof states.get>> = new Map();
      for (const { mayBegin, ...one } of tracks) {
        const { trackId, userId } = one;
        const isNew = !kept.has(trackId) && !starting.has(trackId);
        if (isNew && mayBegin && mayTry(trackId)) {
          starting.set(trackId, start(roomName, guildId, one));
        }
        const hasFailed = failures.get(trackId)?.count === TRIES;
        told.set(userId, kept.has(trackId) ? 'recorded' : hasFailed ? 'failed' : 'starting');
      }
      if (told.size > 0) states.set(roomName, told);
      else states.delete(roomName);
    },

    /** Another server looks after that room. */
    leave(roomName: string): void {
      states.delete(roomName);
      for (const [trackId, failed] of failures) {
        if (failed.roomName === roomName) failures.delete(trackId);
      }
    },

    /** What becomes of a person's microphone; undefined where they share none, or nothing is known of it. */
    stateOf: (userId: string) =>
      [...states.values()].flatMap((told) => told.get(userId) ?? []).at(0),

    async close(): Promise<void> {
      const late = sleep(CLOSE_MS, undefined, { ref: false });
      await Promise.race([Promise.allSettled(starting.values()), late]);
    },
  };
}
