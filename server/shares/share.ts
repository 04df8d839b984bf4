import { en } from '../words/en.ts';

/** One recording of one screen share: a session with a folder of its own. */
export interface Share {
  id: string;
  /** The recorder's name for it; empty when it could not even be started. */
  egressId: string;
  /** The sharer: Discord user id and LiveKit identity. */
  userId: string;
  roomName: string;
  /** LiveKit's id of that room: another one under the same name has forgotten this share. */
  roomSid?: string;
  guildId: string;
  channelId: string;
  videoTrackId: string;
  audioTrackId: string | null;
  /** Absolute path of its segments. */
  segmentPath: string;
  status: 'active' | 'stopped' | 'failed';
  /** Why it failed, for a person; English, see words/translated.ts. */
  error?: string;
  /** ms since the epoch, as are all times here. */
  startedAt: number;
  endedAt?: number;
  /** It ended though its owner wanted it: until when there are pictures. */
  brokeAt?: number;
  /** The recording before this one broke; kept until its owner has been told. */
  interrupted?: Interruption;
  /** Its owner knows that it is interrupted: no second word about it. */
  interruptionTold?: boolean;
  /** Its owner knows that it failed, and has to hear when it is recorded all the same. */
  failureTold?: boolean;
  /** Its owner knows that it waits for the storage, and has to hear when it does no more. */
  unstoredTold?: boolean;
  createdAt: number;
  updatedAt: number;
}

/** A hole in what can be clipped. */
export interface Interruption {
  fromMs: number;
  /** Why, for a person. */
  words: string;
}

/** Another track that begins later than this after one that broke is a new share, not its continuation, ms. */
const CONTINUES_MS = 60_000;

/** What a share that begins now has to tell of the one before it. */
export function interruptionBefore(
  before: Share | undefined,
  videoTrackId: string,
  nowMs: number,
): { interrupted?: Interruption } {
  const goesOn = before?.videoTrackId === videoTrackId;
  const brokeAt = before?.brokeAt ?? (before?.failureTold ? before.startedAt : undefined);
  if (!before || brokeAt === undefined) return {};
  if (before.interruptionTold && !(goesOn && before.failureTold)) return {};
  if (!goesOn && nowMs - (before.endedAt ?? 0) > CONTINUES_MS) return {};
  const words = before.error ?? en.faults.brokeOff;
  return { interrupted: { fromMs: brokeAt, words } };
}
