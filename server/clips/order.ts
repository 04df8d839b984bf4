import type { Segment } from '../segments/range.ts';
import { type Language, languageOf, USUAL } from '../words/words.ts';
import type { ClipMark } from './clip.ts';

/** Segments that nobody else takes away, in a folder of their own. */
export interface HeldSource {
  folder: string;
  segments: Segment[];
  /** The sharer's microphone beside them; absent where there is none, and in older orders. */
  voice?: Segment[];
  /** What RemoteFiles has them by, where the folder is out of others' reach: then files have paths from there on. */
  handedAs?: string;
}

export interface OrderLanguages {
  person: Language;
  place: Language;
}

/** A clip that somebody asked for. Written down before the work starts, so that no answer is left hanging. */
export interface ClipOrder {
  /** The interaction's id, or one like it; also the clip's, unless there is one already. */
  id: string;
  /** Whose share. */
  sharerId: string;
  requesterId: string;
  /** The folders of the sessions that the requester may clip of; every one where the share is their own. */
  only?: string[] | undefined;
  guildId: string;
  /** Where it was asked for, and goes with `here`. */
  channelId: string;
  /** The range asked for, ms since the epoch. */
  fromMs: number;
  toMs: number;
  /** What it shows of that, ms, where gaps are closed up already. */
  lengthMs?: number | undefined;
  /** "The last two minutes": when the share ended before, those before its end. */
  last: boolean;
  to: 'here' | 'dm' | 'library';
  title?: string | undefined;
  /** private when left out. */
  visibility?: 'private' | 'public' | undefined;
  /** `fit` (default): encoded smaller where the limit asks for it; `full`: never, rather a link; `link`: only a link. */
  quality?: 'full' | 'fit' | 'link' | undefined;
  /** What is posted; mp4 when left out. */
  format?: 'mp4' | 'gif' | 'audio' | undefined;
  /** Where nothing was recorded: cut out (default), or shown as a marked still. */
  gaps?: 'cut' | 'still' | undefined;
  /** The sharer's microphone, where it is recorded: heard (default), or left out. */
  voice?: 'on' | 'off' | undefined;
  /** What it is cut of where that is not the buffer, in a folder of its own until the order has its outcome. */
  held?: HeldSource | undefined;
  /** What was marked in it; where that is not said, what the buffer's marks say. */
  marks?: ClipMark[] | undefined;
  /** A clip that exists and is only posted (again). */
  clipId?: string | undefined;
  /** A message of ours whose clip it takes the place of. */
  replaces?: { clipId: string; channelId: string; messageId: string } | undefined;
  /** The interaction's deferred answer; absent where a page or a program asked. */
  answer?: {
    applicationId: string;
    /** The interaction's; void 15 minutes after `sinceMs`. */
    token: string;
    /** Largest attachment of the answer, bytes. */
    limitBytes: number;
    sinceMs: number;
  };
  /** The bot is not where it was asked for: nothing but the answer can be put there. */
  answerOnly?: boolean | undefined;
  /** What its person reads, and what everybody reads where it goes; older orders say neither. */
  languages?: OrderLanguages | undefined;
  /** How often it was begun: once more after each restart. */
  begun?: number;
  /** Channels where its message may be already, and since when, ms. */
  tried?: { channelId: string; sinceMs: number }[];
}

/** Also of orders that were kept by a version which had other languages. */
export function languagesOf({ languages }: Pick<ClipOrder, 'languages'>): OrderLanguages {
  const { person, place } = languages ?? {};
  return { person: languageOf(person) ?? USUAL, place: languageOf(place) ?? USUAL };
}

/** What the answer to the order's interaction is written in: everybody reads it, or its person alone. */
export function answerLanguage(order: Pick<ClipOrder, 'languages' | 'to' | 'replaces'>): Language {
  const { person, place } = languagesOf(order);
  return order.to === 'here' && !order.replaces ? place : person;
}
