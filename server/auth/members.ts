import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors.ts';

/** Whether a person is a member of a server where the bot is, says Discord. Rejects when it does not answer. */
export type AskMember = (userId: string, guildId: string) => Promise<boolean>;

/**
 * A page of clips asks the same for each of its posters and videos, so a yes is good for a little while. Not for
 * longer: who is thrown out of a server must not go on watching, ms.
 */
const YES_MS = 30_000;
/** Who just came in can wait for a moment; asking anew for every server on every page would cost Discord much more. */
const NO_MS = 2 * 60_000;
/** Discord is waited for so long, ms. */
const PATIENCE_MS = 3000;
const MOST_KEPT = 10_000;

/** @returns the same question, which rejects with a UserError (503) when Discord does not answer in time */
export function rememberMembers(ask: AskMember, now = Date.now): AskMember {
  const answers = new Map<string, { answer: Promise<boolean>; goodUntilMs: number }>();

  async function askInTime(userId: string, guildId: string): Promise<boolean> {
    const late = new AbortController();
    try {
      const tooLate = sleep(PATIENCE_MS, null, { ref: false, signal: late.signal }).then(() => {
        throw new Error(`no answer within ${PATIENCE_MS / 1000} s`);
      });
      return await Promise.race([ask(userId, guildId), tooLate]);
    } catch (cause) {
      throw new UserError((words) => words.http.discordAway, { status: 503, cause });
    } finally {
      late.abort();
    }
  }

  return (userId, guildId) => {
    const key = `${userId} ${guildId}`;
    const known = answers.get(key);
    if (known && known.goodUntilMs > now()) return known.answer;
    // The oldest go first; asked again, one stands last.
    answers.delete(key);
    for (const oldest of answers.keys()) {
      if (answers.size < MOST_KEPT) break;
      answers.delete(oldest);
    }
    const kept = { answer: askInTime(userId, guildId), goodUntilMs: now() + YES_MS };
    answers.set(key, kept);
    kept.answer.then(
      (isMember) => {
        if (!isMember) kept.goodUntilMs += NO_MS - YES_MS;
      },
      () => {
        if (answers.get(key) === kept) answers.delete(key);
      },
    );
    return kept.answer;
  };
}
