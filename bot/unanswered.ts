import { DiscordAPIError, RateLimitError } from 'discord.js';
import { UserError } from '../server/errors.ts';
import { HeldBack } from './invalid-requests.ts';
import { CutOff } from './upload.ts';

/** Whether Discord may have done what it did not confirm: not where it, or we, said no. */
export function isUnanswered(error: unknown): boolean {
  const no = [DiscordAPIError, RateLimitError, HeldBack, CutOff, UserError];
  return !no.some((kind) => error instanceof kind);
}
