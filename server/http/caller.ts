import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'koa';
import { isApiKey } from '../auth/api-keys.ts';
import type { Identity } from '../auth/identity.ts';
import { UserError } from '../errors.ts';
import { roomName } from '../livekit/room-name.ts';
import type { Services } from '../services.ts';
import { identify, tokenOf } from './identify.ts';

/** Who asks: a page, signed in for one channel, or a program with a personal key, for any of its owner's. */
export interface Caller {
  userId: string;
  /** null for a key. */
  session: Identity | null;
  /** null for a page. */
  keyId: string | null;
}

/** Discord is waited for so long, ms. */
const PATIENCE_MS = 3000;

/** @throws UserError (401) for somebody who is neither signed in nor has a key */
export async function callerOf(ctx: Context, services: Services): Promise<Caller> {
  const token = tokenOf(ctx);
  if (isApiKey(token)) {
    const key = await services.apiKeys.read(token);
    return { userId: key.userId, session: null, keyId: key.id };
  }
  const session = await identify(ctx, services);
  return { userId: session.user.id, session, keyId: null };
}

/**
 * Asks Discord whether this person may be in the channel, now.
 * @returns the channel's LiveKit room
 * @throws UserError 403 when they may not; 503 when Discord does not answer
 */
export async function roomOf(
  { userId, session }: Caller,
  channelId: string,
  { access, log }: Services,
): Promise<string> {
  if (session && session.channel.id !== channelId) {
    throw new UserError('You are signed in for another channel.', { status: 403 });
  }
  const answer = await Promise.race([access(userId, channelId), late()]).catch((cause) => {
    log.warn({ err: cause, userId, channelId }, 'Discord did not say who may be in a channel');
    // The link that a session came from was itself given in that channel, hours ago at most.
    if (session) return { may: 'unknown' as const };
    const words = 'Discord does not answer just now. Try again soon.';
    throw new UserError(words, { status: 503, cause });
  });
  if (answer.may === 'join') return roomName(session?.guild.id ?? answer.guildId, channelId);
  // Where the bot isn't (a person installed it for themselves), nothing but their link is known.
  if (answer.may === 'unknown' && session) return roomName(session.guild.id, channelId);
  const words =
    answer.may === 'not'
      ? 'You may not join that channel. Somebody who manages the server can give you the right to.'
      : 'That channel is not there, or I am not on its server.';
  throw new UserError(words, { status: 403 });
}

async function late(): Promise<never> {
  await sleep(PATIENCE_MS, null, { ref: false });
  throw new Error(`no answer within ${PATIENCE_MS / 1000} s`);
}
