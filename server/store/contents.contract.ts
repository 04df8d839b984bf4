import { expect, test } from 'vitest';
import type { StoreEntry } from './contents.ts';
import type { Store } from './store.ts';

/** What every store's contents do. `store()` is one of its own, which the tests may empty. */
export function contentsContract(store: () => Store): void {
  const walk = async () => {
    const found: StoreEntry[] = [];
    for await (const entry of store().contents.walk()) found.push(entry);
    return found;
  };

  test('an empty store says so; what is in it is found, and what was cleared is gone', async () => {
    const { contents } = store();
    expect(await contents.isEmpty()).toBe(true);
    expect(await walk()).toEqual([]);
    await store().lease('somebody', 'a', 60_000);
    expect(await contents.leases()).toEqual(['somebody']);
    expect(await contents.isEmpty()).toBe(true);
    await store().claim('taken', 60_000);
    expect(await contents.isEmpty()).toBe(false);
    await contents.clear();
    expect(await contents.isEmpty()).toBe(true);
    expect(await contents.leases()).toEqual([]);
    await store().index.add('list', 'a', 1);
    expect(await contents.isEmpty()).toBe(false);
    const left: StoreEntry = { kind: 'record', namespace: 'n', key: 'k', value: '{"value":1}' };
    await contents.clear([left]);
    expect(await walk()).toEqual([left]);
    await contents.clear();
  });

  test('what is walked through and put into an emptied store is what was there', async () => {
    const { contents, index } = store();
    await store().records<object>('clips').set('a::b*', { title: 'ä ✂️\n"' });
    await store().records<string>('with-end').set('k', 'v', 60_000);
    await store().records<string>('gone').set('k', 'v', 20);
    await index.add('list:of::many?', '🎬', 1_763_900_000_001.5);
    await index.add('list', '', -3);
    await store().claim('once', 60_000);
    await store().lease('not-copied', 'a', 60_000);
    await expect.poll(() => store().records('gone').get('k')).toBeUndefined();
    const before = Date.now();
    const found = await walk();
    expect(found).toHaveLength(5);
    // First those that lists name.
    expect(found.map(({ kind }) => kind)).toEqual(['record', 'record', 'list', 'list', 'claim']);

    await contents.clear();
    await contents.put(found);
    const again = await walk();
    const plain = (entries: StoreEntry[]) =>
      entries.map(({ expiresAtMs: _, ...rest }: StoreEntry & { expiresAtMs?: number }) =>
        JSON.stringify(rest),
      );
    expect(plain(again).sort()).toEqual(plain(found).sort());
    for (const entries of [found, again]) {
      for (const entry of entries) {
        if (!('expiresAtMs' in entry)) continue;
        expect(Math.abs(entry.expiresAtMs! - before - 60_000)).toBeLessThan(5000);
      }
    }
    expect(await store().records('clips').get('a::b*')).toEqual({ title: 'ä ✂️\n"' });
    expect(await store().claim('once', 1000)).toBe(false);
    expect(await store().lease('not-copied', 'b', 1000)).toBe(true);
    const page = await index.page('list:of::many?', { limit: 5 });
    expect(page.members).toEqual([{ member: '🎬', score: 1_763_900_000_001.5 }]);
    await contents.clear();
  });

  test('what has expired on its way is left out', async () => {
    const expiresAtMs = Date.now() - 1;
    await store().contents.put([
      { kind: 'record', namespace: 'n', key: 'k', value: '{"value":"v"}', expiresAtMs },
      { kind: 'claim', key: 'c', expiresAtMs },
    ]);
    expect(await walk()).toEqual([]);
    await store().contents.put([]);
  });

  test('while others write, what was there all the time is walked through', async () => {
    const records = store().records<number>('numbers');
    for (let i = 0; i < 1500; i++) {
      await records.set(`${i}`, i);
      await store().index.add('all', `${i}`, i);
    }
    const seen = new Set<string>();
    let count = 0;
    for await (const entry of store().contents.walk()) {
      seen.add(JSON.stringify(entry));
      count += 1;
      if (count % 100 !== 0) continue;
      await records.set(`new${count}`, count);
      await store().index.add('all', `new${count}`, -count);
      await store().index.remove('all', `new${count - 100}`);
    }
    for (let i = 0; i < 1500; i++) {
      expect(seen).toContain(
        JSON.stringify({ kind: 'list', list: 'all', member: `${i}`, score: i }),
      );
    }
    const keys: string[] = [];
    for await (const key of store().contents.keys('numbers')) keys.push(key);
    expect(new Set(keys).size).toBeGreaterThan(1500);
    expect([...seen].filter((line) => line.includes('"record"')).length).toBeGreaterThanOrEqual(
      1500,
    );
    await store().contents.clear();
  });
}
