import PQueue from 'p-queue';
import type { Store } from '../store/store.ts';

/** What a person has settled for themselves, wherever they are. */
export type SettingsRoom = ReturnType<typeof createSettings>;

export const WHO_MAY_CLIP = ['nobody', 'channel', 'server'] as const;

export interface Settings {
  /** Whose clips of this person's share are taken, beside their own: none, of who is in the channel, on the server. */
  whoMayClip: (typeof WHO_MAY_CLIP)[number];
}

/** It counts only where they have agreed to it: no one is recorded for others unawares. */
const DEFAULTS: Settings = { whoMayClip: 'channel' };

export function createSettings(store: Store) {
  const records = store.records<Partial<Settings>>('settings');
  // One at a time: each reads, then writes.
  const turns = new PQueue({ concurrency: 1 });

  const of = async (userId: string): Promise<Settings> => ({
    ...DEFAULTS,
    ...(await records.get(userId)),
  });

  return {
    of,

    forget: (userId: string): Promise<void> =>
      turns.add(async () => {
        await records.delete(userId);
      }),

    /** @returns all of them, as they are now */
    change: (userId: string, change: Partial<Settings>): Promise<Settings> =>
      turns.add(async () => {
        const changed = { ...(await of(userId)), ...change };
        await records.set(userId, changed);
        return changed;
      }),
  };
}
