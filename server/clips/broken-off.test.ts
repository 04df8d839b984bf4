import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { Died, dyingAfter } from '../store/test-dying.ts';
import type { Clip } from './clip.ts';
import { type ClipLibrary, createClipLibrary } from './library.ts';
import { BUTTONS_DUE, DELETED, entriesOf, facetsOf } from './lists.ts';
import { createSaveClip } from './save.ts';
import { testClip } from './test-clips.ts';

let dataDir: string;
let store: Store;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hindsight-broken-off-'));
  store = await openStore({ dataDir }, createLog('silent'));
});
afterEach(async () => {
  await store.close();
  await rm(dataDir, { recursive: true });
});

const CLIP = {
  ...testClip({ id: '100', title: 'before', expiresAtMs: Date.now() + 60_000 }),
  posted: [
    { to: 'channel', guildId: '9', channelId: '8', messageId: '7', as: 'file', atMs: 5 } as const,
  ],
};

/** What is done to clips. */
const CHANGES: Record<string, (clips: ClipLibrary, store: Store) => Promise<unknown>> = {
  save: (clips) => clips.save({ ...CLIP, id: '101' }),
  rename: (clips) => clips.change('100', () => ({ title: 'after' })),
  'make public': (clips) => clips.change('100', () => ({ visibility: 'public' })),
  'keep for good': (clips) => clips.change('100', () => ({ expiresAtMs: undefined, kept: true })),
  hide: (clips) => clips.hide('100'),
  restore: (clips) => clips.restore('200'),
  remove: (clips) => clips.remove('100'),
  'save a copy': (clips, dyingStore) =>
    createSaveClip({ store: dyingStore, clips })('2', CLIP, '300'),
};

test.each(Object.entries(CHANGES))(
  '%s, broken off at any write, is finished or undone',
  async (_, change) => {
    for (let writes = 0; ; writes += 1) {
      await writeFile(join(dataDir, '100.mp4'), 'x'.repeat(CLIP.bytes));
      await writeFile(join(dataDir, '200.mp4'), 'x'.repeat(CLIP.bytes));
      const clips = createClipLibrary({ store, clipsPath: dataDir });
      await clips.save(CLIP);
      await clips.save({ ...CLIP, id: '200' });
      await clips.hide('200');
      const before = dyingAfter(store, writes);
      const broken = await change(
        createClipLibrary({ store: before, clipsPath: dataDir }),
        before,
      ).then(
        () => false,
        (error) => error instanceof Died || Promise.reject(error),
      );

      await createClipLibrary({ store, clipsPath: dataDir }).finishChanges();
      const matches = { lacking: [], leftOver: [] };
      expect(await mismatches(), `after ${writes} writes`).toEqual(matches);
      if (!broken) return;
      await store.contents.clear();
    }
  },
);

/** Places in lists that a record has and no list, or the other way round. */
async function mismatches() {
  const expected: string[] = [];
  const found: string[] = [];
  for await (const entry of store.contents.walk()) {
    if (entry.kind === 'record' && entry.namespace === 'clips') {
      const clip = JSON.parse(entry.value).value as Clip & { deletedAtMs?: number };
      if (clip.deletedAtMs !== undefined) expected.push(`${DELETED} ${clip.id}`);
      else expected.push(...[...entriesOf(clip), ...facetsOf(clip)].map(nameOf));
    }
    const isOfClips = entry.kind === 'list' && entry.list.startsWith('clips:');
    if (isOfClips && entry.list !== BUTTONS_DUE) found.push(nameOf(entry));
  }
  return {
    lacking: [...new Set(expected)].filter((name) => !found.includes(name)),
    leftOver: found.filter((name) => !expected.includes(name)),
  };
}

const nameOf = ({ list, member }: { list: string; member: string }) => `${list} ${member}`;
