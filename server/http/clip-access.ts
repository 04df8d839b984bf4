import PQueue from 'p-queue';
import { NO_GUILD } from '../auth/access.ts';
import { type Clip, shownIn } from '../clips/clip.ts';
import { deleterOfClip } from '../clips/may-delete.ts';
import { mayWatch } from '../clips/may-watch.ts';
import { UserError } from '../errors.ts';
import type { Services } from '../services.ts';

/** So many servers with public clips are looked through, those with the newest first. */
const MOST_GUILDS = 10_000;
/** Of those on which nobody has seen a person, so many are asked about: each is a question to Discord. */
const MOST_UNKNOWN = 50;
const AT_ONCE = 10;

/** One answer for "not there", "not yours" and "not any more": nobody learns which ids exist. */
export function noClip(): UserError {
  return new UserError((words) => words.clips.noSuch, { status: 404 });
}

/** What one keeps of somebody else's screen is for oneself. */
export function isCopy(): UserError {
  return new UserError(({ clips }) => clips.copyIsPrivate, { status: 403 });
}

/** Who may see and change which clips. */
export function createClipAccess({
  clips,
  isMember,
  memberships,
  rules,
  log,
}: Pick<Services, 'clips' | 'isMember' | 'memberships' | 'rules' | 'log'>) {
  return {
    /** @throws UserError (404) */
    async own(userId: string, id: string): Promise<Clip> {
      const clip = await clips.get(id);
      if (clip?.ownerId !== userId) throw noClip();
      return clip;
    },

    /** Also one that was deleted and can be restored. @throws UserError (404) */
    async ownOrHidden(userId: string, id: string): Promise<Clip> {
      const clip = (await clips.get(id)) ?? (await clips.hidden(id));
      if (clip?.ownerId !== userId) throw noClip();
      return clip;
    },

    /**
     * One's own, and what members of its server may watch.
     * @throws UserError 404; 503 when Discord does not answer, for who was seen on that server: nobody else is to learn
     *   by it that there is something
     */
    async visible(userId: string, id: string): Promise<Clip> {
      const clip = await clips.get(id);
      if (!clip) throw noClip();
      const may = await mayWatch(userId, clip, isMember).catch(async (error) => {
        if ((await memberships.of(userId)).includes(clip.guildId)) throw error;
        return false;
      });
      if (!may) throw noClip();
      return clip;
    },

    /** Where Discord does not say, it is not offered. */
    async mayDelete(userId: string, clip: Clip): Promise<boolean> {
      try {
        return (await deleterOfClip(userId, clip, rules)) !== null;
      } catch (err) {
        log.info({ err, userId, clipId: clip.id }, 'who may delete a clip is not known');
        return false;
      }
    },

    /** @throws UserError 409 where there are no members who could watch it; 403 for a copy, and who is none (any more); 503 */
    async needToShow(clip: Pick<Clip, 'guildId' | 'ownerId' | 'sharerId'>): Promise<void> {
      const { guildId, ownerId } = clip;
      if (shownIn(clip) !== ownerId) throw isCopy();
      if (guildId === NO_GUILD) {
        throw new UserError((words) => words.clips.madeInDm, { status: 409 });
      }
      if (await isMember(ownerId, guildId)) return;
      throw new UserError((words) => words.clips.notOnServer, { status: 403 });
    },

    /**
     * Servers with public clips that this person is a member of: asked about are those on which they were seen, and
     * of all others the ones with the newest clips. Without those about which Discord does not answer.
     * @throws UserError (503) when it answers about none
     */
    async guildsOf(userId: string): Promise<string[]> {
      const [open, known] = await Promise.all([
        clips.publicGuilds(MOST_GUILDS),
        memberships.of(userId),
      ]);
      const seenOn = new Set(known);
      const unknown = open.filter((id) => !seenOn.has(id)).slice(0, MOST_UNKNOWN);
      const guilds = [...open.filter((id) => seenOn.has(id)), ...unknown];
      const queue = new PQueue({ concurrency: AT_ONCE });
      const failures: unknown[] = [];
      const ask = async (guildId: string) => {
        try {
          const isThere = await isMember(userId, guildId);
          if (isThere && !seenOn.has(guildId)) await memberships.note(userId, [guildId]);
          if (!isThere && seenOn.has(guildId)) await memberships.forget(userId, guildId);
          return isThere;
        } catch (err) {
          log.info({ err, userId, guildId }, "a server's public clips are left out");
          failures.push(err);
          return false;
        }
      };
      const are = await queue.addAll(guilds.map((guildId) => () => ask(guildId)));
      if (guilds.length > 0 && failures.length === guilds.length) throw failures[0];
      return guilds.filter((_, i) => are[i]);
    },
  };
}
