import type { Store } from '../store/store.ts';
import type { Clip, ClipPost } from './clip.ts';
import { BUTTONS_DUE, buttonsMember } from './lists.ts';

/** A message of ours with buttons below a clip. */
export interface ButtonRow extends Pick<ClipPost, 'channelId' | 'messageId'> {
  clipId: string;
}

/**
 * Which messages' buttons have to be looked at, and when: one list for all of them, which outlives the process. The
 * library puts a clip's messages on it when the clip comes or goes.
 */
export type ButtonWatch = ReturnType<typeof createButtonWatch>;

export function createButtonWatch({ index }: Pick<Store, 'index'>) {
  const memberOf = ({ clipId, ...message }: ButtonRow) => buttonsMember({ id: clipId }, message);

  return {
    /** @param atMs ms since the epoch */
    async lookAt(row: ButtonRow, atMs: number): Promise<void> {
      await index.add(BUTTONS_DUE, memberOf(row), atMs);
    },

    async forget(row: ButtonRow): Promise<void> {
      await index.remove(BUTTONS_DUE, memberOf(row));
    },

    /** All of some clips. */
    async forgetClips(clipIds: string[]): Promise<void> {
      const isTheirs = new Set(clipIds);
      let cursor: string | undefined;
      do {
        const page = await index.page(BUTTONS_DUE, { limit: 1000, cursor });
        const remove = page.members
          .filter(({ member }) => isTheirs.has(rowOf(member).clipId))
          .map(({ member }) => ({ list: BUTTONS_DUE, member }));
        await index.update({ remove });
        cursor = page.cursor;
      } while (cursor);
    },

    /** Those whose time has come, the longest due first. */
    async due(nowMs: number, limit: number): Promise<ButtonRow[]> {
      const { members } = await index.page(BUTTONS_DUE, { to: nowMs, limit });
      return members.map(({ member }) => rowOf(member));
    },
  };
}

function rowOf(member: string): ButtonRow {
  const [clipId = '', channelId = '', messageId = ''] = member.split(':');
  return { clipId, channelId, messageId };
}

/** When nothing before a clip is buffered any more at the latest, ms since the epoch. */
export function bufferLeaves({ fromMs }: Pick<Clip, 'fromMs'>, windowMs: number): number {
  return fromMs + windowMs;
}
