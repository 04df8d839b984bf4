import type { Events } from '../events.ts';
import { parseRoomName } from '../livekit/room-name.ts';
import type { Interruption, Share } from './share.ts';

/** What the loop tells people. Nobody else does. */
export interface Notices {
  started(share: Share): void;
  stopped(share: Share): void;
  failed(share: Share & { error: string }): void;
  /** LiveKit does not answer since then; what is recorded meanwhile may be nothing. */
  interrupted(share: Share, sinceMs: number): void;
  /** It is recorded again after a hole that its owner did not want. */
  resumed(share: Share, hole: Interruption & { toMs: number }): void;
  /** No recorder is free. @param isNew they did not wait before */
  waiting(who: { roomName: string; userId: string }, place: number, isNew: boolean): void;
}

/** Tells the sharer what became of a share: their open pages always, and a DM when it went wrong. */
export function createNotices(
  events: Events,
  notify: (userId: string, words: string) => Promise<void>,
): Notices {
  const data = ({ id, egressId, channelId }: Share) => ({ sessionId: id, egressId, channelId });
  return {
    started(share) {
      events.publish(share.userId, { name: 'REPLAY_BUFFER_STARTED', data: data(share) });
    },
    stopped(share) {
      events.publish(share.userId, { name: 'REPLAY_BUFFER_STOPPED', data: data(share) });
    },
    failed(share) {
      const { userId, channelId, error } = share;
      events.publish(userId, {
        name: 'REPLAY_BUFFER_FAILED',
        data: { ...data(share), error },
      });
      void notify(
        userId,
        `**Your screen share** in <#${channelId}> is not being recorded: ${error} Stop sharing on the page and share again; \`/replay start\` gives a new link. What was recorded before can still be clipped.`,
      );
    },
    interrupted({ userId, channelId }, sinceMs) {
      void notify(
        userId,
        `**Your screen share** in <#${channelId}> is interrupted: the LiveKit server has not answered since ${clock(sinceMs)}, so nothing may be recorded now. It goes on by itself when LiveKit is back; keep the page open. What was recorded before can still be clipped.`,
      );
    },
    resumed({ userId, channelId }, { fromMs, toMs, words }) {
      void notify(
        userId,
        `**Your screen share** in <#${channelId}> is being recorded again. From ${clock(fromMs)} to ${clock(toMs)} there is nothing to clip: ${words} What was recorded before can still be clipped.`,
      );
    },
    waiting({ roomName, userId }, place, isNew) {
      const channelId = parseRoomName(roomName)?.channelId;
      events.publish(userId, {
        name: 'REPLAY_BUFFER_PROGRESS',
        data: { channelId, state: 'waiting', place },
      });
      if (!isNew) return;
      void notify(
        userId,
        `**Your screen share** in <#${channelId}> is not recorded yet: every recorder is busy, or none is running. You are number ${place} in the queue, and it begins by itself; \`/replay status\` tells how it stands.`,
      );
    },
  };
}

function clock(ms: number): string {
  return `<t:${Math.floor(ms / 1000)}:T>`;
}
