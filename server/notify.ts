import type { Inbox } from './inbox.ts';
import type { Outbox } from './outbox.ts';
import type { Languages } from './words/languages.ts';
import { type Say, USUAL, wordsIn } from './words/words.ts';

/** By direct message, in their language; where that is refused, with the next answer they get. */
export type Notify = (userId: string, say: Say) => Promise<void>;

/**
 * @param parts.running the bot of this process, once it is logged in
 * @param parts.left where words wait for the bot: of another process, or for the next answer of this one
 */
export function createNotify(parts: {
  languages: Languages;
  running: () => {
    tellsDms: boolean;
    bot: { notify(userId: string, words: string): Promise<void> };
  } | null;
  left: Pick<Outbox, 'put'> | Pick<Inbox, 'put'>;
}): Notify {
  const { languages, running, left } = parts;
  return async (userId, say) => {
    const words = say(wordsIn(await languages.of(userId).catch(() => USUAL)));
    const own = running();
    if (own?.tellsDms) return own.bot.notify(userId, words);
    await left.put(userId, words);
  };
}
