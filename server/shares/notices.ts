import type { Events } from '../events.ts';
import { parseRoomName } from '../livekit/room-name.ts';
import { translated } from '../words/translated.ts';
import type { Say } from '../words/words.ts';
import type { Interruption, Share } from './share.ts';

/** What the loop tells people. Nobody else does. */
export interface Notices {
  started(share: Share): void;
  stopped(share: Share): void;
  /** @param how.isTold its owner knows already: only pages, which thought it recorded meanwhile, are told */
  failed(share: Share & { error: string }, how: { isFinal: boolean; isTold: boolean }): void;
  /** LiveKit does not answer since then; what is recorded meanwhile may be nothing. */
  interrupted(share: Share, sinceMs: number): void;
  /** It is recorded again after a hole that its owner did not want. */
  resumed(share: Share, hole: Interruption & { toMs: number }): void;
  /** It is recorded, but since then nothing of it gets to where it is kept. */
  unstored(share: Share, sinceMs: number): void;
  /** All of it is there again. */
  storedAgain(share: Share): void;
  /** No recorder is free. @param why for a person @param isNew they did not wait before */
  waiting(
    who: { roomName: string; userId: string },
    place: number,
    why: string,
    isNew: boolean,
  ): void;
  /** The microphone beside a share can't be recorded; the share itself goes on. */
  voiceFailed(who: { roomName: string; userId: string }, why: string): void;
}

/** Tells the sharer what became of a share: their open pages always, and a DM when it went wrong. */
export function createNotices(
  events: Events,
  notify: (userId: string, say: Say) => Promise<void>,
): Notices {
  const data = ({ id, egressId, channelId }: Share) => ({ sessionId: id, egressId, channelId });
  return {
    started(share) {
      events.publish(share.userId, { name: 'REPLAY_BUFFER_STARTED', data: data(share) });
    },
    stopped(share) {
      events.publish(share.userId, { name: 'REPLAY_BUFFER_STOPPED', data: data(share) });
    },
    failed(share, { isFinal, isTold }) {
      const { userId, channelId, error } = share;
      events.publish(userId, {
        name: 'REPLAY_BUFFER_FAILED',
        data: { ...data(share), error },
      });
      if (isTold) return;
      void notify(userId, (words) => {
        const say = isFinal ? words.shares.failed : words.shares.failing;
        return say(`<#${channelId}>`, translated(error, words));
      });
    },
    interrupted({ userId, channelId }, sinceMs) {
      void notify(userId, (words) => words.shares.interrupted(`<#${channelId}>`, clock(sinceMs)));
    },
    resumed({ userId, channelId }, { fromMs, toMs, words: why }) {
      void notify(userId, (words) => {
        const because = translated(why, words);
        return words.shares.resumed(`<#${channelId}>`, clock(fromMs), clock(toMs), because);
      });
    },
    unstored({ userId, channelId }, sinceMs) {
      void notify(userId, (words) => words.shares.unstored(`<#${channelId}>`, clock(sinceMs)));
    },
    storedAgain({ userId, channelId }) {
      void notify(userId, (words) => words.shares.storedAgain(`<#${channelId}>`));
    },
    waiting({ roomName, userId }, place, why, isNew) {
      const channelId = parseRoomName(roomName)?.channelId;
      events.publish(userId, {
        name: 'REPLAY_BUFFER_PROGRESS',
        data: { channelId, state: 'waiting', place },
      });
      if (!isNew) return;
      void notify(userId, (words) =>
        words.shares.waiting(`<#${channelId}>`, place, translated(why, words)),
      );
    },
    voiceFailed({ roomName, userId }, why) {
      const channelId = parseRoomName(roomName)?.channelId;
      void notify(userId, (words) =>
        words.shares.voiceFailed(`<#${channelId}>`, translated(why, words)),
      );
    },
  };
}

function clock(ms: number): string {
  return `<t:${Math.floor(ms / 1000)}:T>`;
}
