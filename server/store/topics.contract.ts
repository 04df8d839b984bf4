import { expect, test } from 'vitest';
import type { Store } from './store.ts';

/** What every store's topics do. */
export function topicsContract(store: () => Store): void {
  test('who listens hears what is published, in order, until it leaves; others hear nothing', async () => {
    const { topics } = store();
    const heard: unknown[] = [];
    const other: unknown[] = [];
    await topics.publish('early', 'nobody listens yet');
    const leave = await topics.subscribe('looks', (message) => void heard.push(message));
    await topics.subscribe('else', (message) => void other.push(message));
    for (let i = 0; i < 50; i++) await topics.publish('looks', { i, words: 'ä ✂️' });
    await expect.poll(() => heard).toHaveLength(50);
    expect(heard).toEqual(Array.from({ length: 50 }, (_, i) => ({ i, words: 'ä ✂️' })));
    leave();
    await topics.publish('looks', 'too late');
    await topics.publish('else', null);
    await expect.poll(() => other).toEqual([null]);
    expect(heard).toHaveLength(50);
  });

  test('a topic has several listeners, and what one of them changes is not the others’', async () => {
    const { topics } = store();
    const heard: { list: number[] }[] = [];
    await topics.subscribe<{ list: number[] }>('many', (message) => void message.list.push(2));
    await topics.subscribe<{ list: number[] }>('many', (message) => void heard.push(message));
    const sent = { list: [1] };
    await topics.publish('many', sent);
    await expect.poll(() => heard).toHaveLength(1);
    expect(heard).toEqual([{ list: [1] }]);
    expect(sent).toEqual({ list: [1] });
  });
}
