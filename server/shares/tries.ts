import type { PublishedShare } from '../livekit/rooms.ts';
import type { Log } from '../log.ts';
import type { Looks } from './looks.ts';
import type { Notices } from './notices.ts';
import type { Share } from './share.ts';
import type { Shares } from './shares.ts';

/** A track that can't be recorded is tried so often, then its owner is told. */
const TRIES = 3;
/** Wait before the next try after a failure, ms; doubled with each, also once its owner knows, up to the longest. */
const RETRY_MS = 1000;
const LONGEST_WAIT_MS = 10_000;
/** Failures of what trying again can't help. */
const FOR_GOOD = 1000;

type Failed = Share & { error: string };

export type Tries = ReturnType<typeof createTries>;

/** What went wrong with a track, and when it is tried again. */
export function createTries(parts: {
  shares: Shares;
  notices: Notices;
  looks: Pick<Looks, 'later'>;
  log: Log;
  now: () => number;
}) {
  const { shares, notices, looks, log, now } = parts;
  /** Failed shares whose track is tried again, and when, ms; by track. */
  const retries = new Map<string, { share: Failed; dueMs: number }>();

  return {
    /** Marks a share failed; tells its owner once, when it seems to last. @param final trying again can't help */
    async fail(share: Share, words: string, final: boolean): Promise<void> {
      const before = await shares.attempts(share.videoTrackId);
      const tried = final ? FOR_GOOD : before + 1;
      await shares.setAttempts(share.videoTrackId, tried);
      const knows = tried >= TRIES;
      const failed: Failed = {
        ...{ ...share, status: 'failed', error: words },
        ...(knows && { interruptionTold: true, failureTold: true }),
      };
      const didRun = share.egressId !== '';
      const isNews = before < TRIES || final;
      // Else the record that was told of says it all.
      if (didRun || isNews) await shares.save(failed);
      log.warn({ shareId: share.id, egressId: share.egressId, tried, words }, 'share failed');
      if (knows && (didRun || isNews)) notices.failed(failed, { isFinal: final, isTold: !isNews });
      if (final) return void retries.delete(share.videoTrackId);
      // What did run is begun anew at once; what could not even start is given time.
      const waitMs = didRun && tried === 1 ? 0 : Math.min(RETRY_MS * 2 ** tried, LONGEST_WAIT_MS);
      retries.set(share.videoTrackId, { share: failed, dueMs: now() + waitMs });
      looks.later(share.roomName, waitMs);
    },

    /** Not where it can't help, and not sooner than was settled at the last failure. */
    async mayTry({ videoTrackId }: PublishedShare, roomName: string): Promise<boolean> {
      const failures = await shares.attempts(videoTrackId);
      if (failures === 0 || failures >= FOR_GOOD) return failures === 0;
      const waitMs = (retries.get(videoTrackId)?.dueMs ?? 0) - now();
      if (waitMs > 0) looks.later(roomName, waitMs);
      return waitMs <= 0;
    },

    /** It is being recorded: what failed before is made good. */
    begun: (videoTrackId: string) => void retries.delete(videoTrackId),

    /** Its owner, who knew that it failed, knows that it is recorded again: what fails now is news. */
    async isNews({ videoTrackId }: Share): Promise<void> {
      if ((await shares.attempts(videoTrackId)) >= TRIES) await shares.setAttempts(videoTrackId, 0);
    },

    /** It has worked for long: earlier failures no longer count. */
    async forget(videoTrackId: string): Promise<void> {
      if ((await shares.attempts(videoTrackId)) > 0) await shares.setAttempts(videoTrackId, 0);
    },

    /** Another server tries again what failed in that room. */
    leave(roomName: string): void {
      for (const [videoTrackId, { share }] of retries) {
        if (share.roomName === roomName) retries.delete(videoTrackId);
      }
    },

    /** What was to be tried again and is over by now has simply stopped. */
    async dropUnwanted(
      roomName: string,
      isWanted: (videoTrackId: string) => boolean,
    ): Promise<void> {
      for (const [videoTrackId, { share }] of retries) {
        if (share.roomName !== roomName || isWanted(videoTrackId)) continue;
        retries.delete(videoTrackId);
        if (share.failureTold) continue;
        const stopped: Share = { ...share, status: 'stopped' };
        await shares.save(stopped);
        notices.stopped(stopped);
      }
    },
  };
}
