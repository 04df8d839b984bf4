import type { PublishedShare } from '../livekit/rooms.ts';
import type { Log } from '../log.ts';
import type { Looks } from './looks.ts';
import type { Notices } from './notices.ts';
import type { Share } from './share.ts';
import type { Shares } from './shares.ts';

/** A track that can't be recorded is tried so often, then its owner is told. */
const TRIES = 3;
/** Wait before the next try after a failure, ms; doubled with each. */
const RETRY_MS = 1000;

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
  const retries = new Map<string, { share: Share; dueMs: number }>();

  return {
    /** Marks a share failed; tells its owner when it isn't tried again. @param final trying again can't help */
    async fail(share: Share, words: string, final: boolean): Promise<void> {
      const tried = final ? TRIES : (await shares.attempts(share.videoTrackId)) + 1;
      await shares.setAttempts(share.videoTrackId, tried);
      const told = tried >= TRIES;
      const failed = { ...share, status: 'failed' as const, error: words };
      await shares.save({ ...failed, ...(told && { interruptionTold: true }) });
      log.warn({ shareId: share.id, egressId: share.egressId, tried, words }, 'share failed');
      if (told) {
        retries.delete(share.videoTrackId);
        notices.failed(failed);
        return;
      }
      // What did run is begun anew at once; what could not even start is given time.
      const didRun = share.egressId !== '' && tried === 1;
      const waitMs = didRun ? 0 : RETRY_MS * 2 ** tried;
      retries.set(share.videoTrackId, { share: failed, dueMs: now() + waitMs });
      looks.later(share.roomName, waitMs);
    },

    /** Not after three failures, and not sooner than was settled at the last one. */
    async mayTry({ videoTrackId }: PublishedShare, roomName: string): Promise<boolean> {
      const failures = await shares.attempts(videoTrackId);
      if (failures === 0 || failures >= TRIES) return failures === 0;
      const waitMs = (retries.get(videoTrackId)?.dueMs ?? 0) - now();
      if (waitMs > 0) looks.later(roomName, waitMs);
      return waitMs <= 0;
    },

    /** It is being recorded: what failed before is made good. */
    begun: (videoTrackId: string) => void retries.delete(videoTrackId),

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
        const stopped: Share = { ...share, status: 'stopped' };
        await shares.save(stopped);
        notices.stopped(stopped);
      }
    },
  };
}
