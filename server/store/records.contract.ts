import { expect, test } from 'vitest';
import type { Store } from './store.ts';

/** What every store's records and claims do. `store()` is one that the tests may fill. */
export function recordsContract(store: () => Store): void {
  test('a record comes back as it was put in, and the newest one counts', async () => {
    const records = store().records<{ name: string; list: number[] }>('things');
    expect(await records.get('a')).toBeUndefined();
    await records.set('a', { name: 'ä ✂️', list: [1] });
    await records.set('a', { name: 'ä ✂️', list: [1, 2] });
    expect(await records.get('a')).toEqual({ name: 'ä ✂️', list: [1, 2] });
    expect(await records.has('a')).toBe(true);
    expect(await records.get(['a', 'none'])).toEqual([{ name: 'ä ✂️', list: [1, 2] }, undefined]);
    expect(await records.delete('a')).toBe(true);
    expect(await records.has('a')).toBe(false);
  });

  test('namespaces and look-alike keys are kept apart', async () => {
    const [one, two] = [store().records<string>('one'), store().records<string>('two')];
    await one.set('k', '1');
    await one.set('one:k', '1b');
    await two.set('k', '2');
    expect(await one.get(['k', 'one:k'])).toEqual(['1', '1b']);
    await one.clear();
    expect(await one.get('k')).toBeUndefined();
    expect(await two.get('k')).toBe('2');
  });

  test('a record with a time to live is gone after it', async () => {
    const records = store().records<string>('short');
    await records.set('kept', 'x', 60_000);
    await records.set('gone', 'x', 30);
    await expect.poll(() => records.get('gone')).toBeUndefined();
    expect(await records.has('gone')).toBe(false);
    expect(await records.get('kept')).toBe('x');
  });

  test('a claim is taken by exactly one, until its time is over', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => store().claim('link', 60_000)));
    expect(all.filter(Boolean)).toHaveLength(1);
    expect(await store().claim('another', 30)).toBe(true);
    await expect.poll(() => store().claim('another', 60_000)).toBe(true);
    expect(await store().claim('another', 60_000)).toBe(false);
  });

  test('a lease is with one owner, who keeps it by taking it again, until it is given back', async () => {
    const owners = ['a', 'b', 'c', 'd'];
    const all = await Promise.all(owners.map((owner) => store().lease('order', owner, 60_000)));
    expect(all.filter(Boolean)).toHaveLength(1);
    const owner = owners[all.indexOf(true)]!;
    const other = owners[all.indexOf(false)]!;
    expect(await store().lease('order', owner, 60_000)).toBe(true);
    expect(await store().holder('order')).toBe(owner);
    await store().release('order', other);
    expect(await store().lease('order', other, 60_000)).toBe(false);
    await store().release('order', owner);
    await store().release('order', owner);
    expect(await store().holder('order')).toBeUndefined();
    expect(await store().lease('order', other, 60_000)).toBe(true);
  });

  test('a lease that its owner does not take again is free after its time', async () => {
    expect(await store().lease('dead', 'a', 300)).toBe(true);
    expect(await store().lease('dead', 'b', 60_000)).toBe(false);
    await expect.poll(() => store().holder('dead')).toBeUndefined();
    await expect.poll(() => store().lease('dead', 'b', 60_000)).toBe(true);
    expect(await store().lease('dead', 'a', 60_000)).toBe(false);
  });
}

/** A store that was closed or lost its server says so, whatever it is asked. */
export async function expectFailuresThrown(store: Store): Promise<void> {
  const records = store.records<number>('things');
  await Promise.all([
    expect(records.get('a')).rejects.toThrow(),
    expect(records.get(['a', 'b'])).rejects.toThrow(),
    expect(records.set('a', 1)).rejects.toThrow(),
    expect(records.delete('a')).rejects.toThrow(),
    expect(records.has('a')).rejects.toThrow(),
    expect(store.claim('a', 1000)).rejects.toThrow(),
    expect(store.lease('a', 'owner', 1000)).rejects.toThrow(),
    expect(store.release('a', 'owner')).rejects.toThrow(),
    expect(store.holder('a')).rejects.toThrow(),
    expect(store.index.count('list')).rejects.toThrow(),
    expect(store.ping()).rejects.toThrow(),
  ]);
}
