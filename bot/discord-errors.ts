import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { UserError } from '../server/errors.ts';
import type { Say, Words } from '../server/words/words.ts';
import { HeldBack } from './invalid-requests.ts';
import { CutOff } from './upload.ts';

/** What an error of Discord's is about. */
export type ErrorKind = keyof typeof NEXT;

/** What is tried next: by another way, with a message of its own, smaller, later, or nothing more. */
export type Next = 'another way' | 'another message' | 'smaller' | 'later' | 'nothing';

const NEXT = {
  /** The message or channel was deleted. */
  gone: 'another way',
  /** Nobody there whom the bot may see. */
  hidden: 'another way',
  /** The bot lacks a right. */
  forbidden: 'another way',
  /** The answer's time is over. */
  over: 'another way',
  /** It was answered already: by a request whose own answer was lost. */
  acknowledged: 'nothing',
  /** A thread that takes nothing any more. */
  closed: 'another way',
  'no dm': 'another way',
  /** An old message was edited too often. */
  'worn out': 'another message',
  'too large': 'smaller',
  /** What we sent is not to Discord's liking, and would not be a second time. */
  refused: 'another way',
  /** Nothing but the answer and a few more messages can be said there. */
  'too many': 'nothing',
  /** Discord itself is in trouble, or we ask too much of it. */
  busy: 'later',
  /** The token was revoked: only answers, which need none, still get through. */
  'signed out': 'another way',
  /** Only a part of a file ever arrived. */
  'cut off': 'another way',
  /** No answer came, so it is not known what became of it. */
  unanswered: 'another way',
} as const satisfies Record<string, Next>;

/** A sentence for people, by its name among the words. */
type Why = keyof Words['discord'];

/** By Discord's code: what it is about, and what the person reads of it where nothing else worked. */
const BY_CODE: Record<number, readonly [ErrorKind, Why | null]> = {
  10003: ['gone', 'channelGone'],
  10004: ['gone', 'channelGone'],
  10007: ['gone', null],
  10008: ['gone', 'messageGone'],
  10013: ['gone', null],
  10015: ['over', 'answerOver'],
  10062: ['over', 'answerOver'],
  20009: ['refused', 'refused'],
  20016: ['busy', 'busy'],
  30046: ['worn out', 'wornOut'],
  40003: ['no dm', 'dmTooFast'],
  40004: ['busy', 'busy'],
  40005: ['too large', 'tooLarge'],
  40058: ['forbidden', 'takesNone'],
  40060: ['acknowledged', null],
  40062: ['busy', 'busy'],
  40094: ['too many', 'tooMany'],
  50001: ['hidden', 'hidden'],
  50007: ['no dm', 'dmRefused'],
  50008: ['forbidden', 'takesNone'],
  50013: ['forbidden', 'forbidden'],
  50027: ['over', 'answerOver'],
  50035: ['refused', 'refused'],
  50045: ['too large', 'tooLarge'],
  50083: ['closed', 'closed'],
  50278: ['no dm', 'dmNoServer'],
  160002: ['forbidden', 'noHistory'],
  160005: ['closed', 'closed'],
  200000: ['refused', 'autoModerated'],
  240000: ['refused', 'autoModerated'],
};

/** Where there is no code, or one that we do not know. */
const BY_STATUS: Record<number, readonly [ErrorKind, Why | null]> = {
  401: ['signed out', 'busy'],
  403: ['forbidden', 'forbidden'],
  404: ['gone', null],
  413: ['too large', 'tooLarge'],
  429: ['busy', 'busy'],
};

/** An answer whose time is over by our own clock: Discord need not be asked. */
export class AnswerOver extends Error {
  override name = 'AnswerOver';
}

/** What is known of an error that a request to Discord ended with. */
export interface Meaning {
  kind: ErrorKind;
  next: Next;
  /** For the person; absent where it is no affair of theirs. */
  say?: Say;
}

export function meaningOf(error: unknown): Meaning {
  const [kind, why] = found(error);
  return { kind, next: NEXT[kind], ...(why && { say: ({ discord }: Words) => discord[why] }) };
}

/** Whether an error is one of these; of others than Discord's, none is but `unanswered`. */
export function is(error: unknown, ...kinds: ErrorKind[]): boolean {
  return kinds.includes(found(error)[0]);
}

/** Whether Discord may have done what it did not confirm: not where it, or we, said no. */
export function isUnanswered(error: unknown): boolean {
  return !(error instanceof UserError) && is(error, 'unanswered');
}

/** Discord's own answers, as against faults of ours and connections that broke. */
export function isDiscords(error: unknown): error is DiscordAPIError | HTTPError | RateLimitError {
  return [DiscordAPIError, HTTPError, RateLimitError].some((one) => error instanceof one);
}

function found(error: unknown): readonly [ErrorKind, Why | null] {
  if (error instanceof AnswerOver) return ['over', 'answerOver'];
  if (error instanceof CutOff) return ['cut off', 'busy'];
  if (error instanceof RateLimitError || error instanceof HeldBack) return ['busy', 'busy'];
  if (error instanceof DiscordAPIError) {
    const known = BY_CODE[Number(error.code)] ?? BY_STATUS[error.status];
    if (known) return known;
    return error.status >= 500 ? ['busy', 'busy'] : ['refused', 'refused'];
  }
  if (error instanceof HTTPError) return BY_STATUS[error.status] ?? ['busy', 'busy'];
  return ['unanswered', null];
}
