import { invitation } from '../../bot/invitation.ts';
import type { Config } from '../../server/config.ts';
import { createLog } from '../../server/log.ts';
import { openStore } from '../../server/store/open.ts';
import { type Finding, why } from './check.ts';

const ANSWER_WITHIN_MS = 5_000;

/** Whom the token belongs to, and the link that invites it. */
export async function checkDiscord({ discord }: Config): Promise<Finding> {
  const name = 'discord';
  if (!discord.token) {
    return { name, state: 'ok', says: 'the sandbox, because DISCORD_TOKEN is not set' };
  }
  const api = `${discord.apiUrl ?? 'https://discord.com/api'}/v10`;
  try {
    const answer = await fetch(`${api}/applications/@me`, {
      headers: { authorization: `Bot ${discord.token}` },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (answer.status === 401) {
      const todo = 'Take a new one from https://discord.com/developers/applications, page Bot.';
      return { name, state: 'missing', says: 'Discord refuses DISCORD_TOKEN', todo };
    }
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    const { id, name: called } = (await answer.json()) as { id: string; name: string };
    const says = `${called}, application ${id}; invite: ${invitation(id)}`;
    return { name, state: 'ok', says };
  } catch (error) {
    const todo = 'Is this machine online? Is DISCORD_API_URL right?';
    return { name, state: 'missing', says: `${api} does not answer: ${why(error)}`, todo };
  }
}

/** The Redis of STORE_URL. */
export async function checkStore(config: Config): Promise<Finding> {
  try {
    const store = await within(openStore(config, createLog('silent')));
    await within(store.ping()).finally(() => store.close());
    return { name: 'store', state: 'ok', says: 'Redis answers (STORE_URL)' };
  } catch (error) {
    const todo = 'Check STORE_URL, or leave it out for SQLite.';
    return { name: 'store', state: 'missing', says: why(error), todo };
  }
}

function within<T>(work: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`no answer within ${ANSWER_WITHIN_MS / 1000} s`);
    setTimeout(() => reject(error), ANSWER_WITHIN_MS).unref();
  });
  return Promise.race([work, late]);
}
