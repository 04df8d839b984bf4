import type { Events } from '../events.ts';
import type { Notices } from './reconcile.ts';
import type { Share } from './share.ts';

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
  };
}
