import type { Store } from '../store/store.ts';
import type { Clip } from './clip.ts';
import { entriesOf } from './lists.ts';

export function testClip(change: Partial<Clip> & { id: string }): Clip {
  return {
    ...{ ownerId: '1', requesterId: '1', guildId: '10', channelId: '20', title: '' },
    ...{ fromMs: 0, toMs: 2000, durationMs: 2000, bytes: 5, width: 2, height: 2 },
    ...{ createdAtMs: 1000, visibility: 'private' },
    ...change,
  };
}

/** Thousands of clips in no time: what the library does one by one, but for facets and files. */
export async function saveMany(store: Store, clips: Clip[]): Promise<void> {
  const records = store.records<Clip>('clips');
  await store.index.update({ add: clips.flatMap(entriesOf) });
  await records.setMany(clips.map((clip) => ({ key: clip.id, value: clip })));
}
