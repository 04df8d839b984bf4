import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { openStore } from '../store/open.ts';
import { hasRedisServer, type RedisServer, startRedis } from '../store/redis-server.ts';
import type { Store } from '../store/store.ts';
import type { ClipQuery } from './find.ts';
import { type Clip, type ClipLibrary, createClipLibrary } from './library.ts';
import { publicShelf, shelfOf } from './lists.ts';
import { saveMany, testClip } from './test-clips.ts';

const adapters = [
  { name: 'SQLite', missing: false },
  { name: 'Redis', missing: !hasRedisServer() },
];

describe.each(adapters.filter(({ missing }) => !missing))('clips in $name', ({ name }) => {
  let folder: string;
  let redis: RedisServer | undefined;
  let store: Store;
  let clips: ClipLibrary;
  let reads: number;
  /** Each test has a person and a server of its own. */
  let owner: string;
  let guild: string;
  let last = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hindsight-find-'));
    redis = name === 'Redis' ? await startRedis() : undefined;
    store = await openStore({ dataDir: folder, storeUrl: redis?.url }, createLog('silent'));
  });
  afterAll(async () => {
    await store.close();
    await redis?.stop();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    owner = `1${++last}`;
    guild = `2${last}`;
    reads = 0;
    const records = <T>(kind: string) => {
      const real = store.records<T>(kind);
      return new Proxy(real, {
        get(target, key) {
          const value = Reflect.get(target, key);
          if (typeof value !== 'function') return value;
          return (...args: unknown[]) => {
            if (key === 'get') reads += [args[0]].flat().length;
            return value.apply(target, args);
          };
        },
      });
    };
    clips = createClipLibrary({ store: { ...store, records }, clipsPath: folder });
  });

  const clip = (number: number, change: Partial<Clip> = {}) =>
    testClip({
      ...{ id: `${owner}0${number}`, ownerId: owner, requesterId: owner, guildId: guild },
      ...{ channelId: '31', title: `clip ${number}`, createdAtMs: 1000 + number, ...change },
    });
  const save = (number: number, change?: Partial<Clip>) => clips.save(clip(number, change));
  const saveUpTo = (most: number) =>
    saveMany(
      store,
      Array.from({ length: most }, (_, i) => clip(i + 1)),
    );
  /** The numbers of the clips that are found, page by page to the end. */
  async function found(query: Partial<ClipQuery> = {}, shelves = [shelfOf(owner)]) {
    const numbers: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await clips.find(shelves, { limit: 2, ...query, cursor });
      numbers.push(...page.clips.map(({ id }) => id.replace(/^\d+?0(?=\d+$)/, '')));
      cursor = page.cursor;
    } while (cursor);
    return numbers.join(' ');
  }

  test('every order, also of those that are the same, and without a page that is empty', async () => {
    await save(1, { durationMs: 9000, bytes: 1 });
    await save(2, { durationMs: 1000, bytes: 3 });
    await save(3, { durationMs: 5000, bytes: 2 });
    await save(4, { durationMs: 5000, bytes: 2 });
    expect(await found()).toBe('4 3 2 1');
    expect(await found({ sort: 'oldest' })).toBe('1 2 3 4');
    expect(await found({ sort: 'longest' })).toBe('1 4 3 2');
    expect(await found({ sort: 'largest' })).toBe('2 4 3 1');
    const whole = await clips.find([shelfOf(owner)], { limit: 4 });
    expect([whole.clips.length, whole.cursor]).toEqual([4, undefined]);
  });

  test('titles come by the alphabet, without regard to case and accents; those without one last', async () => {
    const titles = [
      'Zoë',
      '',
      'émile',
      'Ace of the month',
      'ace of the day',
      'Ace',
      '日本の',
      '日',
      '   ',
    ];
    for (const [i, title] of titles.entries()) await save(i + 1, { title });
    const page = await clips.find([shelfOf(owner)], { sort: 'title', limit: 20 });
    expect(page.clips.map(({ title }) => title)).toEqual([
      'Ace',
      'ace of the day',
      'Ace of the month',
      'émile',
      'Zoë',
      '日',
      '日本の',
      '   ',
      '',
    ]);
    expect(await found({ sort: 'title' })).toBe('6 5 4 3 1 8 7 9 2');
    await clips.change(`${owner}03`, () => ({ title: 'zz' }));
    expect(await found({ sort: 'title' })).toBe('6 5 4 1 3 8 7 9 2');
  });

  test('a part of the title is enough, in any case and without accents', async () => {
    await save(1, { title: 'Émile gewinnt' });
    await save(2, { title: 'STRASSE' });
    await save(3, { title: 'Straße  bei Nacht' });
    await save(4, { title: '' });
    expect(await found({ text: 'emIL' })).toBe('1');
    expect(await found({ text: 'straße' })).toBe('3 2');
    expect(await found({ text: 'strasse bei' })).toBe('3');
    expect(await found({ text: '100%' })).toBe('');
    expect(await found({ text: ' ' })).toBe('4 3 2 1');
  });

  test('filters alone and together, in every order', async () => {
    const marks = [
      { atMs: 1, label: 'ace' },
      { atMs: 2, label: '' },
      { atMs: 3, label: 'ace' },
    ];
    await save(1, { requesterId: '7', marks });
    await save(2, { channelId: '32', marks, durationMs: 3000 });
    await save(3, { requesterId: '7', channelId: '32' });
    expect(await found({ person: '7' })).toBe('3 1');
    expect(await found({ channel: '32' })).toBe('3 2');
    expect(await found({ marker: 'ace', sort: 'longest' })).toBe('2 1');
    expect(await found({ marker: 'ace', sort: 'title', person: '7' })).toBe('1');
    expect(await found({ channel: '32', person: '7', text: 'clip' })).toBe('3');
    expect(await found({ channel: '33' })).toBe('');
    expect(await clips.facets([shelfOf(owner)])).toEqual({
      ...{ person: ['7', owner], channel: ['32', '31'], marker: ['ace'] },
    });
    await clips.remove(`${owner}03`);
    await clips.hide(`${owner}01`);
    expect(await clips.facets([shelfOf(owner)])).toEqual({
      ...{ person: [owner], channel: ['32'], marker: ['ace'] },
    });
    await clips.restore(`${owner}01`);
    expect(await found({ marker: 'ace' })).toBe('2 1');
    expect((await clips.facets([shelfOf(owner)])).channel).toEqual(['32', '31']);
  });

  test('public clips of several servers are one list; a person there is whose screen it shows', async () => {
    const other = `${guild}9`;
    await save(1, { visibility: 'public', requesterId: '7' });
    await save(2, { guildId: other });
    await save(3, { guildId: other, visibility: 'public' });
    await save(4, { visibility: 'public', ownerId: '8' });
    await save(5, { guildId: '0', visibility: 'public' });
    const both = [publicShelf(guild), publicShelf(other)];
    expect(await found({}, both)).toBe('4 3 1');
    expect(await found({ sort: 'title', limit: 1 }, both)).toBe('1 3 4');
    expect(await found({ person: owner }, both)).toBe('3 1');
    expect(await found({}, [publicShelf(other)])).toBe('3');
    expect(await found({}, [publicShelf('0')])).toBe('');
    expect(await found({}, [])).toBe('');
    expect((await clips.facets(both)).person).toEqual(['8', owner]);
    const guilds = async () => (await clips.publicGuilds(100)).filter((id) => id.startsWith(guild));
    expect(await guilds()).toEqual([guild, other]);
    await clips.change(`${owner}03`, () => ({ visibility: 'private' }));
    expect(await found({}, both)).toBe('4 1');
    expect(await guilds()).toEqual([guild]);
    expect(await found()).toBe('5 3 2 1');
  });

  test('a cursor stays good while clips come and go', async () => {
    for (const number of [1, 2, 3, 4, 5]) await save(number);
    for (const sort of ['newest', 'title'] as const) {
      const first = await clips.find([shelfOf(owner)], { limit: 2, sort });
      // The one that the cursor names, too.
      const [, second] = first.clips;
      await clips.remove(second?.id ?? '');
      await save(6);
      const rest = await found({ sort, cursor: first.cursor });
      const next = await clips.find([shelfOf(owner)], { limit: 9, sort, cursor: first.cursor });
      expect(next.clips.map(({ id }) => id.at(-1)).join(' ')).toBe(
        sort === 'newest' ? '3 2 1' : '3 5 6',
      );
      expect(rest).toContain('6');
    }
    const nonsense = clips.find([shelfOf(owner)], { limit: 2, cursor: 'nonsense' });
    await expect(nonsense).rejects.toThrow('is not where a page ended');
  });

  test('a first page reads as many records as it shows, however many there are', async () => {
    await saveUpTo(300);
    for (const sort of ['newest', 'oldest', 'longest', 'largest', 'title'] as const) {
      for (const filter of [{}, { channel: '31' }, { person: owner }]) {
        reads = 0;
        const page = await clips.find([shelfOf(owner)], { limit: 5, sort, ...filter });
        expect([page.clips.length, reads]).toEqual([5, 5]);
      }
    }
    reads = 0;
    await clips.facets([shelfOf(owner)]);
    expect(reads).toBe(0);
  });

  test('a search that finds little ends after a while, and its cursor leads on', async () => {
    await saveUpTo(2100);
    await clips.change(`${owner}01`, () => ({ title: 'the needle' }));
    reads = 0;
    const shelves = [shelfOf(owner)];
    const first = await clips.find(shelves, { text: 'needle', limit: 5 });
    expect(first.clips).toEqual([]);
    expect(reads).toBeLessThan(2100);
    const { cursor } = first;
    const second = await clips.find(shelves, { text: 'needle', limit: 5, cursor });
    expect(second).toEqual({ clips: [expect.objectContaining({ title: 'the needle' })] });
  }, 30_000);
});
