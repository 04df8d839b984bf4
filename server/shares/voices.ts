import { basename, join } from 'node:path';
import { voiceFolder } from '../segments/voice-folder.ts';
import type { Store } from '../store/store.ts';

/** One recording of one person's microphone, in a folder of its own. */
export interface Voice {
  egressId: string;
  /** The sharer. */
  userId: string;
  roomName: string;
  guildId: string;
  trackId: string;
  /** Absolute path of its segments. */
  folder: string;
  /** It may go into clips that others make, as its sharer settled before it began. */
  forOthers: boolean;
  /** ms since the epoch. */
  startedAt: number;
  /** Absent while it runs. */
  endedAt?: number;
}

/** The records of all recorded microphones. */
export type Voices = ReturnType<typeof createVoices>;

/** How long the record of one that has ended is kept, ms: longer than its segments. */
const KEEP_ENDED_MS = 7 * 24 * 3600_000;
const MOST = 1000;

/** @param segmentsPath where sessions lie here; another server may have written down where they lie there */
export function createVoices(store: Store, segmentsPath?: string) {
  const records = store.records<Voice>('voices');
  const { index } = store;
  const activeIn = (roomName: string) => `voices:active:${roomName}`;
  const ofUser = (userId: string) => `voices:user:${userId}`;
  const ofGuild = (guildId: string) => `voices:guild:${guildId}`;

  function seenFromHere(voice: Voice): Voice {
    if (segmentsPath === undefined) return voice;
    return {
      ...voice,
      folder: join(voiceFolder(segmentsPath, voice.userId), basename(voice.folder)),
    };
  }

  /** Newest first; those whose record has ended by itself leave the list. */
  async function load(list: string): Promise<Voice[]> {
    const { members } = await index.page(list, { limit: MOST, newestFirst: true });
    const found = await Promise.all(members.map(({ member }) => records.get(member)));
    for (const [i, { member }] of members.entries()) {
      if (!found[i]) await index.remove(list, member);
    }
    return found.filter((voice) => voice !== undefined).map(seenFromHere);
  }

  return {
    async save(voice: Voice): Promise<void> {
      const { egressId, userId, roomName, guildId, startedAt, endedAt } = voice;
      const isOver = endedAt !== undefined;
      await records.set(egressId, voice, isOver ? KEEP_ENDED_MS : undefined);
      await index.add(ofUser(userId), egressId, startedAt);
      await index.add(ofGuild(guildId), egressId, startedAt);
      if (isOver) await index.remove(activeIn(roomName), egressId);
      else await index.add(activeIn(roomName), egressId, startedAt);
    },
    activeIn: (roomName: string) => load(activeIn(roomName)),
    of: (userId: string) => load(ofUser(userId)),
    ofGuild: (guildId: string) => load(ofGuild(guildId)),

    /** To be called when nothing of theirs runs. */
    async forgetPerson(userId: string): Promise<void> {
      for (const { egressId, roomName, guildId } of await load(ofUser(userId))) {
        await records.delete(egressId);
        await index.remove(activeIn(roomName), egressId);
        await index.remove(ofGuild(guildId), egressId);
      }
      await index.drop(ofUser(userId));
    },
  };
}
