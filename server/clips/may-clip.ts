import { type AskAccess, NO_GUILD } from '../auth/access.ts';
import type { AskMember } from '../auth/members.ts';
import type { Consents } from '../consent/consents.ts';
import { UserError } from '../errors.ts';
import type { ServerRules } from '../servers/rules.ts';
import type { SettingsRoom } from '../settings/settings.ts';
import type { Share } from '../shares/share.ts';
import type { Shares } from '../shares/shares.ts';

/** Whom somebody may clip: the one place for commands, pages and programs. */
export type MayClip = ReturnType<typeof createMayClip>;

export interface ClipWish {
  requesterId: string;
  sharerId: string;
  /** The server into which it goes, or where it was asked for; absent: wherever both are. */
  guildId?: string | undefined;
}

/** What may be clipped of somebody else: the folders of the sessions, and for which channel the newest one is. */
export interface Opened {
  only: string[];
  guildId: string;
  channelId: string;
}

/** One answer for "not allowed", "does not share" and "is not there": nobody learns who shares elsewhere. */
function notAllowed(): UserError {
  return new UserError(({ asked }) => asked.mayNotClip, { status: 404 });
}

export function createMayClip(parts: {
  settings: Pick<SettingsRoom, 'of'>;
  consents: Pick<Consents, 'covers'>;
  shares: Pick<Shares, 'recentOf'>;
  rules: Pick<ServerRules, 'kept'>;
  access: AskAccess;
  isMember: AskMember;
  now?: () => number;
}) {
  const { settings, consents, shares, rules, access, isMember, now = Date.now } = parts;

  /** Whether a share lets this person see it. */
  async function opensFor({ requesterId, sharerId, guildId }: ClipWish, share: Share) {
    if (share.guildId === NO_GUILD || (guildId ?? share.guildId) !== share.guildId) return false;
    const kept = await rules.kept(share.guildId);
    if (share.status !== 'active' && (share.endedAt ?? 0) < now() - kept.windowMs) return false;
    const { whoMayClip } = await settings.of(sharerId);
    if (whoMayClip === 'nobody') return false;
    // Who was never told what others may do is clipped by nobody else.
    if (!(await consents.covers(sharerId, share.guildId, kept))) return false;
    if (whoMayClip === 'server') return isMember(requesterId, share.guildId);
    return (await access(requesterId, share.channelId)).may === 'join';
  }

  /** The recordings of a person that another may clip of, newest first. */
  async function opened(wish: ClipWish): Promise<Share[]> {
    const recent = await shares.recentOf(wish.sharerId);
    // Asked once for each channel: recordings are renewed, and each question goes to Discord.
    const answers = new Map<string, Promise<boolean>>();
    const asked = recent.map(async (share) => {
      const key = `${share.guildId}/${share.channelId}/${share.status === 'active' || share.endedAt}`;
      const answer = answers.get(key) ?? opensFor(wish, share);
      answers.set(key, answer);
      return (await answer) ? share : null;
    });
    return (await Promise.all(asked)).filter((share) => share !== null);
  }

  return {
    opened,

    /**
     * What of a person's buffer another may clip: on one server, that of the newest share.
     * @returns undefined where it is their own: all of it
     * @throws UserError (404) with one answer for all reasons; 503 when Discord does not answer
     */
    async need(wish: ClipWish): Promise<Opened | undefined> {
      if (wish.requesterId === wish.sharerId) return undefined;
      const found = await opened(wish);
      const [newest] = found;
      if (!newest) throw notAllowed();
      const { guildId, channelId } = newest;
      const there = found.filter((share) => share.guildId === guildId);
      return { only: there.map(({ segmentPath }) => segmentPath), guildId, channelId };
    },
  };
}
