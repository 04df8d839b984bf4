import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Clip, type ClipLibrary, createClipLibrary } from '../server/clips/library.ts';
import { createLog } from '../server/log.ts';
import { openStore } from '../server/store/open.ts';
import type { Store } from '../server/store/store.ts';
import { clipChoices, clipOption } from './clip-choices.ts';

const NOW = 1_763_900_000_000;
const MINUTE_MS = 60_000;
let dataDir: string;
let store: Store;
let clips: ClipLibrary;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hindsight-choices-'));
  store = await openStore({ dataDir }, createLog('silent'));
  clips = createClipLibrary({ store, clipsPath: dataDir });
});
afterEach(async () => {
  await store.close();
  await rm(dataDir, { recursive: true });
});

const save = (id: string, title: string, agoMs: number, ownerId = '1') =>
  clips.save({
    ...{ id, ownerId, requesterId: ownerId, guildId: '9', channelId: '8', title },
    ...{ fromMs: 0, toMs: 90_000, durationMs: 90_000, bytes: 3, width: 2, height: 2 },
    ...{ createdAtMs: NOW - agoMs, visibility: 'private' },
  } as Clip);
const offered = (typed: string) => clipChoices(typed, '1', { clips, now: () => NOW });

test('one’s own clips are offered by title, newest first', async () => {
  await save('101', 'First goal', 3 * 24 * 60 * MINUTE_MS);
  await save('102', '', 5 * 60 * MINUTE_MS);
  await save('103', 'Second Goal', 2 * MINUTE_MS);
  await save('104', 'goal of somebody else', 0, '2');
  expect(await offered('')).toEqual([
    { name: 'Second Goal · 1m30s · 2 min ago', value: '103' },
    { name: 'Without a title · 1m30s · 5 h ago', value: '102' },
    { name: 'First goal · 1m30s · 3 d ago', value: '101' },
  ]);
  expect((await offered('GOAL')).map(({ value }) => value)).toEqual(['103', '101']);
});

test('as many and as long as Discord takes', async () => {
  for (let i = 0; i < 30; i++) await save(String(200 + i), 'x'.repeat(100), i);
  const choices = await offered('');
  expect(choices).toHaveLength(25);
  for (const { name } of choices) expect(name).toHaveLength(100);
});

test('what is chosen, or typed, is one of one’s own; others’ are like none', async () => {
  await save('101', 'First goal', 0);
  await save('104', 'Theirs', 0, '2');
  expect((await clipOption('101', '1', clips)).id).toBe('101');
  expect((await clipOption('first', '1', clips)).id).toBe('101');
  for (const typed of ['104', 'Theirs', '999', 'none']) {
    await expect(clipOption(typed, '1', clips)).rejects.toThrow('You have no clip of that name');
  }
});
