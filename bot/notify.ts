import { type APIMessage, type Client, Routes } from 'discord.js';
import type { ToldAlert } from '../server/alerts.ts';
import type { Services } from '../server/services.ts';
import { wordsIn } from '../server/words/words.ts';
import { is } from './discord-errors.ts';
import { muteRow } from './mute-button.ts';

/** The same words go once in so long, with a count, ms. */
const REPEAT_MS = 10 * 60_000;
/** News of so long are put together, ms. */
const GROUP_MS = 60_000;
const LONGEST = 2000;

/** How something is told. */
export interface Telling {
  /** Below it; what waits comes without them. */
  components?: NonNullable<APIMessage['components']>;
  /** It answers what the person did themselves: never muted. */
  isOutcome?: boolean;
}

/**
 * Tells a person something by DM; where that is refused, it waits in the inbox for their next command. Several news in
 * a short while are one message, and the same again is only counted; what comes of somebody's own command, or has
 * buttons of its own, is a message of its own. Never rejects.
 */
export type Notify = (userId: string, words: string, how?: Telling) => Promise<void>;

export function createNotify(
  client: Client,
  {
    alerts,
    inbox,
    languages,
    metrics,
    log,
  }: Pick<Services, 'alerts' | 'inbox' | 'languages' | 'metrics' | 'log'>,
  now = () => Date.now(),
): Notify {
  /** The last telling of each person: each reads what was told before. */
  const turns = new Map<string, Promise<void>>();

  async function send(userId: string, words: string, how: Telling): Promise<void> {
    const { components = [], isOutcome = false } = how;
    const read = wordsIn(await languages.of(userId));
    const { id, channelId } = await client.users.send(userId, {
      content: words,
      components: isOutcome ? components : [...components, muteRow(read)],
    });
    // Below one that stands alone, nothing is written into an earlier one.
    const isAlone = isOutcome || components.length > 0;
    const lines = isAlone ? [] : [{ words, times: 1 }];
    await alerts.note(userId, { channelId, messageId: id, atMs: now(), lines });
  }

  /** Writes it into what was told just before. @returns whether that can be */
  async function sayThere(userId: string, words: string): Promise<boolean> {
    const alert = withWords(await alerts.recentOf(userId), words);
    if (!alert) return false;
    const { times } = wordsIn(await languages.of(userId)).alerts;
    const content = alert.lines
      .map((line) => (line.times > 1 ? `${line.words}\n-# ${times(line.times)}` : line.words))
      .join('\n\n');
    if (content.length > LONGEST) return false;
    const route = Routes.channelMessage(alert.channelId, alert.messageId);
    try {
      await client.rest.patch(route, { body: { content, allowed_mentions: { parse: [] } } });
    } catch (err) {
      log.info({ err, userId }, 'news are told by a message of their own');
      return false;
    }
    await alerts.note(userId, alert);
    return true;
  }

  /** @returns the message that can say it, as it is then */
  function withWords(recent: ToldAlert[], words: string): ToldAlert | undefined {
    const since = (ms: number) => recent.filter(({ atMs }) => now() - atMs < ms);
    const same = since(REPEAT_MS).find(({ lines }) => lines.some((line) => line.words === words));
    if (same) {
      const counted = same.lines.map((line) =>
        line.words === words ? { ...line, times: line.times + 1 } : line,
      );
      return { ...same, lines: counted };
    }
    const [last] = since(GROUP_MS);
    if (!last || last.lines.length === 0) return undefined;
    return { ...last, lines: [...last.lines, { words, times: 1 }] };
  }

  async function tell(userId: string, words: string, how: Telling): Promise<void> {
    if (!how.isOutcome && (await alerts.mutedUntil(userId)) !== undefined) {
      metrics.countNotice('muted');
      return alerts.quiet.put(userId, words);
    }
    try {
      const isAlone = how.isOutcome || how.components;
      if (isAlone || !(await sayThere(userId, words))) await send(userId, words, how);
      metrics.countNotice('dm');
    } catch (error) {
      const isRefused = is(error, 'no dm');
      metrics.countNotice(isRefused ? 'refused' : 'failed');
      if (isRefused) log.info({ userId }, 'DM refused; it waits for their next command');
      else log.error({ err: error, userId }, 'DM failed; it waits for their next command');
      await inbox.put(userId, words);
    }
  }

  return (userId, words, how = {}) => {
    const before = turns.get(userId) ?? Promise.resolve();
    const turn = before
      .then(() => tell(userId, words, how))
      .catch((err) => {
        log.error({ err, userId, words }, 'a person could not be told');
      })
      .finally(() => {
        if (turns.get(userId) === turn) turns.delete(userId);
      });
    turns.set(userId, turn);
    return turn;
  };
}
