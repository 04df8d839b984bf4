import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'koa';
import type { Access } from '../auth/access.ts';
import type { Identity, Named } from '../auth/identity.ts';
import { UserError } from '../errors.ts';
import { roomName } from '../livekit/room-name.ts';
import type { Services } from '../services.ts';
import type { Language } from '../words/words.ts';
import { bearerOf, sessionOf } from './identify.ts';
import { languageOf, namesLanguage } from './language.ts';

/** Who asks: a page, signed in for one channel or none, or a program with a personal key, for any of its owner's. */
export interface Caller {
  userId: string;
  /** null for a key. */
  session: Identity | null;
  /** null for a key. */
  sessionId: string | null;
  /** null for a page. */
  keyId: string | null;
  /** What they ask for; null where they say nothing of it. */
  language: Language | null;
}

/** Discord is waited for so long, ms. */
const PATIENCE_MS = 3000;

/** @throws UserError (401) for somebody who is neither signed in nor has a key */
export async function callerOf(ctx: Context, services: Services): Promise<Caller> {
  const token = bearerOf(ctx);
  const language = namesLanguage(ctx) ? languageOf(ctx) : null;
  if (token) {
    const key = await services.apiKeys.read(token);
    return { userId: key.userId, session: null, sessionId: null, keyId: key.id, language };
  }
  const { id, identity } = await sessionOf(ctx, services);
  return { userId: identity.user.id, session: identity, sessionId: id, keyId: null, language };
}

/** @throws UserError (409) for somebody who signed in with Discord and has not chosen yet */
export function needChannel({ guild, channel }: Identity): { guild: Named; channel: Named } {
  if (guild && channel) return { guild, channel };
  throw new UserError((words) => words.places.chooseFirst, { status: 409 });
}

/**
 * Asks Discord whether this person may be in the channel, now, and the server's settings whether they may share there.
 * @returns the channel's LiveKit room
 * @throws UserError 403 when they may not; 409 for a page without a channel; 503 when Discord does not answer
 */
export async function roomOf(
  { userId, session }: Pick<Caller, 'userId' | 'session'>,
  channelId: string,
  services: Services,
): Promise<string> {
  const place = session && needChannel(session);
  if (place && place.channel.id !== channelId) {
    throw new UserError((words) => words.places.anotherChannel, { status: 403 });
  }
  const mayShare = async (guildId: string): Promise<string> => {
    await services.rules.needMayShare({ userId, guildId }, channelId);
    return roomName(guildId, channelId);
  };
  const answer = await askAccess(userId, channelId, services).catch((error) => {
    // The session was given in that channel or its choice was checked then, days ago at most.
    if (place) return { may: 'unknown' as const };
    throw error;
  });
  // Where the bot isn't (a person installed it for themselves), nothing but their link is known.
  if (answer.may === 'unknown' && place) return mayShare(place.guild.id);
  const { guildId } = needAccess(answer);
  return mayShare(place?.guild.id ?? guildId);
}

/** @throws UserError (503) when Discord does not answer in time */
export async function askAccess(
  userId: string,
  channelId: string,
  { access, log }: Services,
): Promise<Access> {
  return Promise.race([access(userId, channelId), late()]).catch((cause) => {
    log.warn({ err: cause, userId, channelId }, 'Discord did not say who may be in a channel');
    throw new UserError((words) => words.http.discordAway, { status: 503, cause });
  });
}

/** @throws UserError (403), the same for a channel that is not there: nobody learns which ids exist elsewhere */
export function needAccess(answer: Access): Extract<Access, { may: 'join' }> {
  if (answer.may === 'join') return answer;
  throw new UserError(({ places }) => places.mayNotJoin, { status: 403 });
}

async function late(): Promise<never> {
  await sleep(PATIENCE_MS, null, { ref: false });
  throw new Error(`no answer within ${PATIENCE_MS / 1000} s`);
}
