import { z } from 'zod';
import type { AskAccess } from '../auth/access.ts';
import type { AskMember } from '../auth/members.ts';
import type { PostPlaces } from '../auth/post-places.ts';
import type { Cancelled } from '../clips/order-desk.ts';
import type { Withdraw } from '../clips/withdraw.ts';
import type { InUse } from '../in-use.ts';
import type { AskRoles } from '../servers/rules.ts';
import type { Reconciler } from '../shares/reconcile.ts';

const id = z.string().min(1).max(200);

/** What is asked of a process with the bot, by what it is asked with. */
const BOT_METHODS = {
  access: z.tuple([id, id]),
  isMember: z.tuple([id, id]),
  rolesOf: z.tuple([id, id]),
  parentOf: z.tuple([id]),
  withdraw: z.tuple([id, id]),
  personName: z.tuple([id, id.nullable()]),
  guildName: z.tuple([id]),
  guildLocale: z.tuple([id]),
  channelNamed: z.tuple([id]),
  postPlacesOf: z.tuple([id]),
  needPostPlace: z.tuple([id, id, z.object({ withLink: z.boolean() })]),
  applicationId: z.tuple([]),
  cancel: z.tuple([id, id]),
};

/** What a process with the bot answers; each rejects with what Discord says. */
export interface BotAnswers {
  access: AskAccess;
  isMember: AskMember;
  rolesOf: AskRoles;
  /** Of a thread, the channel that it belongs to. */
  parentOf(channelId: string): Promise<string | undefined>;
  withdraw: Withdraw;
  personName(userId: string, guildId: string | null): Promise<string | undefined>;
  guildName(guildId: string): Promise<string | undefined>;
  guildLocale(guildId: string): Promise<string | undefined>;
  channelNamed(channelId: string): Promise<{ name: string; guildId: string } | undefined>;
  postPlacesOf(userId: string): Promise<PostPlaces>;
  needPostPlace(
    userId: string,
    channelId: string,
    what: { withLink: boolean },
  ): Promise<{ guildId: string }>;
  applicationId(): Promise<string>;
  /** Of an order that it works on itself. */
  cancel(orderId: string, userId: string): Promise<Cancelled>;
}

/** What is asked of a process that serves pages and looks after rooms. */
const SERVER_METHODS = {
  look: z.tuple([id]),
  lookAll: z.tuple([]),
  placeOf: z.tuple([id, id]),
  waitingOf: z.tuple([id]),
  startingOf: z.tuple([id]),
  comingOf: z.tuple([id]),
  voiceOf: z.tuple([id]),
  forgetPreviews: z.tuple([id]),
  fullness: z.tuple([]),
};

type Later<T extends (...args: never[]) => unknown> = (
  ...args: Parameters<T>
) => Promise<Awaited<ReturnType<T>>>;

export interface ServerAnswers {
  look: Later<Reconciler['look']>;
  lookAll: Later<Reconciler['lookAll']>;
  placeOf: Later<Reconciler['placeOf']>;
  waitingOf: Later<Reconciler['waitingOf']>;
  startingOf: Later<Reconciler['startingOf']>;
  comingOf: Later<Reconciler['comingOf']>;
  voiceOf: Later<Reconciler['voiceOf']>;
  forgetPreviews(userId: string): Promise<void>;
  /** How full its recorder is, as a part of what there is: from 1 on, nothing new is begun. */
  fullness(): Promise<number>;
}

/** What is asked of every process. */
const PROCESS_METHODS = { inUse: z.tuple([]) };

export interface ProcessAnswers {
  /** What it works with itself. */
  inUse(): Promise<InUse>;
}

/** By what a process answers for. */
export const METHODS = { bot: BOT_METHODS, server: SERVER_METHODS, process: PROCESS_METHODS };

/** What this process answers itself. */
export interface Answers {
  bot?: BotAnswers | undefined;
  server?: ServerAnswers | undefined;
  process?: ProcessAnswers | undefined;
}
