import type { Clip } from '../clips/clip.ts';
import { shelfOf } from '../clips/lists.ts';
import type { Services } from '../services.ts';

type Parts = Pick<
  Services,
  | ('shares' | 'segments' | 'orders' | 'clips' | 'clipLinks' | 'marks')
  | ('settings' | 'consents' | 'apiKeys' | 'languages' | 'memberships' | 'voices')
>;

const AT_ONCE = 100;
const MOST_COPIES = 10_000;

/**
 * All that is kept of a person, as JSON for themselves; times in ms since the epoch. Of what lets somebody in there are
 * only the names; each clip has the link that its owner is shown, null where that is over or revoked.
 */
export function createExport(parts: Parts) {
  const { shares, segments, orders, clips, clipLinks, marks, settings, consents, apiKeys } = parts;

  async function allClips(userId: string): Promise<Clip[]> {
    const found: Clip[] = [];
    let cursor: string | undefined;
    do {
      const page = await clips.find([shelfOf(userId)], { limit: AT_ONCE, cursor });
      found.push(...page.clips);
      cursor = page.cursor;
    } while (cursor);
    return found;
  }

  return async (userId: string) => ({
    userId,
    exportedAtMs: Date.now(),
    settings: await settings.of(userId),
    language: await parts.languages.of(userId),
    seenOnServers: await parts.memberships.of(userId),
    consents: await consents.of(userId),
    buffer: await segments.coverage(userId),
    shares: (await shares.allOf(userId)).map(
      ({ id, guildId, channelId, status, startedAt, endedAt, error }) => ({
        ...{ id, guildId, channelId, status, startedAtMs: startedAt, endedAtMs: endedAt, error },
      }),
    ),
    voices: (await parts.voices.of(userId)).map(({ guildId, forOthers, startedAt, endedAt }) => ({
      ...{ guildId, forOthers, startedAtMs: startedAt, endedAtMs: endedAt },
    })),
    marks: (await marks.recent(userId)).map(({ userId: _, ...mark }) => mark),
    clips: (await allClips(userId)).map((clip) => {
      const { ownerId: _, link: __, cutId: ___, ...shown } = clip;
      return { ...shown, watch: clipLinks.given(clip) };
    }),
    // Who has saved them is not theirs to know.
    savedByOthers: (await clips.copiesOf(userId, MOST_COPIES)).map(({ fromMs, toMs, bytes }) => ({
      ...{ fromMs, toMs, bytes },
    })),
    orders: await orders.board.of(userId),
    apiKeys: (await apiKeys.list(userId)).map(
      ({ name, createdAtMs, expiresAtMs, lastUsedAtMs }) => ({
        ...{ name, createdAtMs, expiresAtMs, lastUsedAtMs },
      }),
    ),
  });
}

export type ExportPerson = ReturnType<typeof createExport>;
