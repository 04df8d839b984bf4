import {
  type APIMessage,
  type Client,
  MessageFlags,
  type RepliableInteraction,
  Routes,
} from 'discord.js';
import { isDead } from '../server/clips/order-owners.ts';
import type { Log } from '../server/log.ts';
import type { Store } from '../server/store/store.ts';
import { wordsAt } from '../server/words/words.ts';

/** What is needed to answer an interaction. */
interface Begun {
  applicationId: string;
  token: string;
  locale: string;
  /** Whose process finishes it, see order-owners.ts. */
  owner: string;
}

const LIST = 'answers-begun';
/** Their tokens are void then, ms. */
const KEEP_MS = 15 * 60_000;
/** Of a process that may be alive: nothing that it still works on takes so long, ms. */
const LONGEST_MS = 2 * 60_000;
const MOST = 100;

/**
 * Answers that were begun and would say "thinking" until Discord gives up, as the process that was to finish them has
 * died. Those of orders are no part of this: whoever goes on with the order answers.
 */
export type LeftAnswers = ReturnType<typeof createLeftAnswers>;

export function createLeftAnswers(
  { rest }: Pick<Client, 'rest'>,
  parts: {
    store: Pick<Store, 'records' | 'index'>;
    /** This process. */
    owner: string;
    log: Log;
  },
  now = Date.now,
) {
  const { store, owner, log } = parts;
  const records = store.records<Begun>(LIST);
  const { index } = store;

  const isLeft = (begun: Begun | undefined, atMs: number) =>
    !begun || (begun.owner !== owner && isDead(begun.owner)) || atMs < now() - LONGEST_MS;

  async function drop(id: string): Promise<void> {
    await records.delete(id);
    await index.remove(LIST, id);
  }

  async function tell({ applicationId, token, locale }: Begun): Promise<void> {
    const route = Routes.webhookMessage(applicationId, token, '@original');
    const { flags = 0 } = (await rest.get(route, { auth: false })) as APIMessage;
    if (!(flags & MessageFlags.Loading)) return;
    const body = { content: wordsAt(locale).bot.brokeOff, allowed_mentions: { parse: [] } };
    await rest.patch(route, { body, auth: false });
  }

  return {
    /** Nobody waits for that to be written down. */
    begin({ id, applicationId, token, locale }: RepliableInteraction): void {
      const begun = { applicationId, token, locale, owner };
      const noted = [index.add(LIST, id, now()), records.set(id, begun, KEEP_MS)];
      Promise.all(noted).catch((err) => {
        log.warn({ err, interactionId: id }, 'an answer that is begun was not noted');
      });
    },

    end({ id }: Pick<RepliableInteraction, 'id'>): void {
      drop(id).catch((err) => {
        log.warn({ err, interactionId: id }, 'an answer counts as begun for a while yet');
      });
    },

    /** Tells those whose answer no process finishes. Never rejects. */
    async tellAll(): Promise<void> {
      try {
        const { members } = await index.page(LIST, { limit: MOST });
        for (const { member: id, score } of members) {
          const begun = await records.get(id);
          if (!isLeft(begun, score)) continue;
          await drop(id);
          if (!begun) continue;
          // Never acknowledged, or void by now: Discord has said so itself.
          await tell(begun).catch((err) => {
            log.info({ err, interactionId: id }, 'an answer that was broken off stays as it is');
          });
        }
      } catch (err) {
        log.warn({ err }, 'answers that were broken off are not looked after');
      }
    },
  };
}
