import type { RepliableInteraction } from 'discord.js';
import { UserError } from '../server/errors.ts';
import type { Log } from '../server/log.ts';
import { AnswerOver } from './discord-errors.ts';

/** Of Discord's three seconds, so much may pass before an answer is begun; the rest is for saying that there is none. */
const LATEST_MS = 2200;
/** All that answer an interaction. */
const ANSWERS = ['reply', 'deferReply', 'update', 'deferUpdate', 'showModal'] as const;

type Answers = Partial<Record<(typeof ANSWERS)[number], (...args: unknown[]) => Promise<unknown>>>;

/**
 * Does what somebody typed or pressed. Where no answer is begun in time, as the store or this machine is slow, nothing
 * but a reply can be one any more, so that what is late ends there.
 * @throws UserError then; else what the work throws
 */
export async function inTime(
  interaction: RepliableInteraction,
  { receivedMs, log }: { receivedMs: number; log: Log },
  work: () => Promise<void>,
): Promise<void> {
  let isBegun = false;
  let isLate = false;
  const answers = interaction as unknown as Answers;
  for (const name of ANSWERS) {
    const answer = answers[name]?.bind(interaction);
    if (!answer) continue;
    answers[name] = async (...args) => {
      if (isLate && name !== 'reply') throw new AnswerOver('it was told that it came too late');
      isBegun = true;
      return answer(...args);
    };
  }
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => {
      if (isBegun) return;
      isLate = true;
      late.reject(new UserError(({ bot }) => bot.notInTime, { status: 503 }));
    },
    receivedMs + LATEST_MS - Date.now(),
  );
  const done = work();
  done.catch((err) => {
    if (isLate) log.info({ err, interactionId: interaction.id }, 'a late interaction ended');
  });
  await Promise.race([done, late.promise]).finally(() => clearTimeout(timer));
}
