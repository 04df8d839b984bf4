import type { PublishedShare } from '../livekit/rooms.ts';
import type { Log } from '../log.ts';
import { hasEnded, type Recorder, type Recording } from '../recorder/recorder.ts';
import { judge, type Verdict } from './judge.ts';
import type { Notices } from './notices.ts';
import type { Sessions } from './sessions.ts';
import type { Share } from './share.ts';
import type { Shares } from './shares.ts';
import type { Tries } from './tries.ts';

/** A recording that has lived so long works: failures before it no longer count. */
const SETTLED_MS = 60_000;
/** LiveKit may be away for so long before anybody is told of it, ms. */
const PATIENCE_MS = 15_000;
/** How far back what a recording shows is in doubt, when nobody knows since when LiveKit was away, ms. */
const UNKNOWN_MS = 120_000;

/** LiveKit was away, or has forgotten the room. */
export interface Outage {
  /** Its last answer before, ms; null when this process had none. */
  sinceMs: number | null;
}

/** What becomes of an active share. */
export function createSettle(parts: {
  recorder: Recorder;
  shares: Shares;
  notices: Notices;
  sessions: Sessions;
  tries: Tries;
  log: Log;
  now: () => number;
}) {
  const { recorder, shares, notices, sessions, tries, log, now } = parts;
  /** Segments that were due before this process looked for them may have had their reasons. */
  const bornMs = now();
  /** When a share was last seen paused, or behind an outage, ms, by its id: no segments are due until then. */
  const pausedAt = new Map<string, number>();
  /** Up to where a share's owner knows of what was left out of it, ms, by its id. */
  const holesTold = new Map<string, number>();

  /** Does what has to be done with an active share. @returns whether it stays active */
  async function settle(
    share: Share,
    track: PublishedShare | undefined,
    recording: Recording | undefined,
    outage: Outage | undefined,
  ): Promise<boolean> {
    const settled = now() - share.startedAt > SETTLED_MS;
    // One that looks for LiveKit ends by itself when that is no use.
    const isLost = recording?.lostSinceMs !== undefined;
    if (track?.muted || outage || isLost) pausedAt.set(share.id, now());
    const dueSince = Math.max(share.startedAt, bornMs, pausedAt.get(share.id) ?? 0);
    const verdict = judge(
      recording,
      track,
      { settled, dueSince, lost: outage !== undefined },
      now(),
    );
    if (verdict.be === 'kept') {
      if (settled) await tries.forget(share.videoTrackId);
      if (outage) await sessions.trust(share.segmentPath);
      await tell(await tellUnstored(share, recording), recording, track?.muted ?? false);
      return true;
    }
    pausedAt.delete(share.id);
    holesTold.delete(share.id);
    // Egress takes 3 s to say that one has ended.
    if (!recording || !hasEnded(recording)) await recorder.stop(share.egressId);
    const brokeAt = isWished(verdict) ? undefined : await brokenAt(share, outage);
    const ended: Share = {
      ...share,
      endedAt: now(),
      ...(brokeAt !== undefined && { brokeAt }),
    };
    if (verdict.be === 'failed') {
      await tries.fail(ended, verdict.words, verdict.final);
      return false;
    }
    // Also when its end looks orderly: Egress goes on in black for minutes, and then ends like any other.
    if (!track && outage) sessions.doubt(share.segmentPath, inDoubtSince(share, outage));
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

  /** Nobody misses what is not recorded then. */
  const isWished = (verdict: Verdict) =>
    verdict.be === 'stopped' || (verdict.be === 'renewed' && verdict.wished);

  /** Until when there are pictures; what was interrupted before and never came back, since then. */
  async function brokenAt(share: Share, outage: Outage | undefined): Promise<number> {
    if (share.interrupted) return share.interrupted.fromMs;
    if (outage?.sinceMs != null) return outage.sinceMs;
    return (await sessions.newestMs(share.segmentPath)) ?? share.startedAt;
  }

  /** What its owner has to know of a share that goes on, each thing once. */
  async function tell(share: Share, recording: Recording | undefined, isPaused: boolean) {
    let { interrupted, interruptionTold, ...rest } = share;
    const resumed = interrupted && recording?.newestSegmentAtMs != null ? interrupted : null;
    if (resumed) interrupted = undefined;
    const lostSinceMs = recording?.lostSinceMs;
    if (lostSinceMs === undefined) interruptionTold = undefined;
    else if (!isPaused && now() - lostSinceMs >= PATIENCE_MS) interruptionTold = true;
    const changed =
      interrupted !== share.interrupted || interruptionTold !== share.interruptionTold;
    if (changed) {
      // First: people are told once.
      await shares.save({
        ...rest,
        ...(interrupted && { interrupted }),
        ...(interruptionTold && { interruptionTold }),
      });
    }
    if (resumed) {
      await tries.isNews(share);
      notices.resumed(rest, { ...resumed, toMs: share.startedAt });
    }
    const hole = newHole(share, recording);
    if (hole) notices.resumed(share, hole);
    if (lostSinceMs === undefined || share.interruptionTold || !interruptionTold) return;
    // LiveKit answers us, but not its recorder.
    log.warn({ shareId: share.id, lostSinceMs }, 'a recorder has lost LiveKit; that is told');
    notices.interrupted(share, lostSinceMs);
  }

  /** Whether what is recorded gets to where it is kept: each change is told once. @returns the share as it is then */
  async function tellUnstored(share: Share, recording: Recording | undefined): Promise<Share> {
    const sinceMs = recording?.unstoredSinceMs;
    if (!recording || (sinceMs !== undefined) === (share.unstoredTold ?? false)) return share;
    const { unstoredTold: _, ...rest } = share;
    const known: Share = sinceMs === undefined ? rest : { ...rest, unstoredTold: true };
    // First: people are told once.
    await shares.save(known);
    if (sinceMs === undefined) notices.storedAgain(known);
    else notices.unstored(known, sinceMs);
    return known;
  }

  /** What its recorder had to leave out, when it goes on; undefined when that is known. */
  function newHole(share: Share, recording: Recording | undefined) {
    const hole = recording?.hole;
    if (!hole || hole.toMs <= (holesTold.get(share.id) ?? 0)) return undefined;
    holesTold.set(share.id, hole.toMs);
    log.warn({ shareId: share.id, ...hole }, 'a hole in a share');
    return hole;
  }

  /** LiveKit does not answer: Egress may record black by now, and the share's owner can't know. */
  async function doubt(share: Share, sinceMs: number | null): Promise<void> {
    const fromMs = inDoubtSince(share, { sinceMs });
    sessions.doubt(share.segmentPath, fromMs);
    if (share.interruptionTold || now() - (sinceMs ?? bornMs) < PATIENCE_MS) return;
    const { interrupted: _, ...rest } = share;
    await shares.save({ ...rest, interruptionTold: true });
    log.warn({ shareId: share.id, sinceMs }, 'LiveKit is away; its sharer is told');
    notices.interrupted(share, sinceMs ?? bornMs);
  }

  const inDoubtSince = (share: Share, { sinceMs }: Outage) =>
    sinceMs ?? Math.max(share.startedAt, now() - UNKNOWN_MS);

  return { settle, doubt };
}
