import { expect, test } from 'vitest';
import { mergedPage } from './merge.ts';
import type { Index, PageQuery } from './store.ts';

/** What every Index does. `index()` is one that the tests may fill. */
export function indexContract(index: () => Index): void {
  const names = async (list: string, query: PageQuery) =>
    (await index().page(list, query)).members.map(({ member }) => member);

  /** Follows the cursors to the end. */
  async function everything(list: string, query: PageQuery): Promise<string[]> {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await index().page(list, { ...query, ...(cursor && { cursor }) });
      expect(page.members.length).toBeLessThanOrEqual(query.limit);
      found.push(...page.members.map(({ member }) => member));
      cursor = page.cursor;
    } while (cursor);
    return found;
  }

  test('members come in order of their score, from either end', async () => {
    await index().add('clips:user:1', 'b', 1_763_900_000_002);
    await index().add('clips:user:1', 'a', 1_763_900_000_003);
    await index().add('clips:user:1', 'c', 1_763_900_000_001.5);
    await index().add('clips:user:2', 'other', 5);
    expect(await index().page('clips:user:1', { limit: 10 })).toEqual({
      members: [
        { member: 'c', score: 1_763_900_000_001.5 },
        { member: 'b', score: 1_763_900_000_002 },
        { member: 'a', score: 1_763_900_000_003 },
      ],
    });
    expect(await names('clips:user:1', { limit: 2, newestFirst: true })).toEqual(['a', 'b']);
    expect(await index().count('clips:user:1')).toBe(3);
  });

  test('adding again moves a member; removing one that is not there is no error', async () => {
    await index().add('moves', 'a', 1);
    await index().add('moves', 'b', 2);
    await index().add('moves', 'a', 3);
    expect(await names('moves', { limit: 10 })).toEqual(['b', 'a']);
    await index().remove('moves', 'b');
    await index().remove('moves', 'b');
    expect(await names('moves', { limit: 10 })).toEqual(['a']);
    await index().drop('moves');
    expect(await index().count('moves')).toBe(0);
    expect(await index().page('moves', { limit: 10 })).toEqual({ members: [] });
  });

  test('from and to are both inclusive', async () => {
    for (const score of [-1, 0, 1, 2, 3]) await index().add('range', `at${score}`, score);
    expect(await names('range', { from: 0, to: 2, limit: 10 })).toEqual(['at0', 'at1', 'at2']);
    expect(await names('range', { from: 3, limit: 10 })).toEqual(['at3']);
    expect(await names('range', { to: -1, limit: 10, newestFirst: true })).toEqual(['at-1']);
    expect(await names('range', { from: 4, limit: 10 })).toEqual([]);
  });

  test('pages add up to the whole list, also where scores are the same', async () => {
    const members = ['a', 'b:1', 'c', 'd', 'ä', '✂', '🎬', 'z'];
    for (const member of members) await index().add('ties', member, member === 'a' ? 6 : 7);
    const inOrder = await names('ties', { limit: 100 });
    expect(new Set(inOrder)).toEqual(new Set(members));
    for (const limit of [1, 2, 3, 4, 8]) {
      expect(await everything('ties', { limit })).toEqual(inOrder);
      expect(await everything('ties', { limit, newestFirst: true })).toEqual(inOrder.toReversed());
    }
  });

  test('a cursor stays good when members come and go', async () => {
    for (const score of [1, 2, 3, 4]) await index().add('live', `m${score}`, score);
    const first = await index().page('live', { limit: 2, newestFirst: true });
    await index().remove('live', 'm3');
    await index().add('live', 'm5', 5);
    const rest = await index().page('live', {
      limit: 2,
      newestFirst: true,
      ...(first.cursor && { cursor: first.cursor }),
    });
    expect(rest.members.map(({ member }) => member)).toEqual(['m2', 'm1']);
    expect(rest.cursor).toBeUndefined();
    await expect(index().page('live', { limit: 2, cursor: 'nonsense' })).rejects.toThrow(
      'is not where a page ended',
    );
  });

  test('a cursor in the middle of equal scores stays good when its member goes or moves', async () => {
    for (const [list, newestFirst] of [
      ['equal', false],
      ['equal, newest', true],
    ] as const) {
      const after = async (cursor: string) => names(list, { limit: 10, newestFirst, cursor });
      for (const member of ['a', 'b', 'c', 'd', 'é']) await index().add(list, member, 7);
      const { cursor = '' } = await index().page(list, { limit: 3, newestFirst });
      const rest = newestFirst ? ['b', 'a'] : ['d', 'é'];
      expect(await after(cursor)).toEqual(rest);
      await index().remove(list, 'c');
      expect(await after(cursor)).toEqual(rest);
      await index().add(list, 'c', 7.5);
      expect(await after(cursor)).toEqual(newestFirst ? rest : [...rest, 'c']);
      await index().add(list, 'c', 6);
      expect(await after(cursor)).toEqual(newestFirst ? [...rest, 'c'] : rest);
      expect(await index().count(list)).toBe(5);
      const bounds = { from: 7, to: 7, limit: 10, newestFirst };
      expect(await names(list, { ...bounds, cursor })).toEqual(rest);
      // Places outside of the bounds.
      expect(await names(list, { ...bounds, cursor: '9:x' })).toHaveLength(newestFirst ? 4 : 0);
      expect(await names(list, { ...bounds, cursor: '5:x' })).toHaveLength(newestFirst ? 0 : 4);
    }
  });

  test('much is changed at once, and what is removed and added is there', async () => {
    await index().add('many', 'a', 1);
    await index().update({
      remove: [
        { list: 'many', member: 'a' },
        { list: 'many', member: 'none' },
        { list: 'many2', member: 'b' },
      ],
      add: [
        { list: 'many', member: 'b', score: 2 },
        { list: 'many', member: 'c', score: 1 },
        { list: 'many2', member: 'b', score: 3 },
      ],
    });
    await index().update({});
    expect(await names('many', { limit: 10 })).toEqual(['c', 'b']);
    expect(await names('many2', { limit: 10 })).toEqual(['b']);
  });

  test('scores add up, also large and broken ones', async () => {
    expect(await index().sum('none')).toBe(0);
    const sizes = [40_000_000_000_000, 3, 0.5];
    for (const [i, size] of sizes.entries()) await index().add('sizes', `${i}`, size);
    expect(await index().sum('sizes')).toBe(40_000_000_000_003.5);
  });

  test.each(['clips:of:sizes', 'clips:of:times'])(
    'the sum of %s goes along with every change',
    async (list) => {
      const large = 2 ** 52;
      const expectTotals = async (sum: number, count: number) => {
        expect(await index().sum(list)).toBe(sum);
        expect(await index().count(list)).toBe(count);
      };
      await index().add(list, 'before', 5);
      await expectTotals(5, 1);
      await index().add(list, 'a', large);
      await index().add(list, 'b', 7);
      await index().add(list, 'b', 9);
      await index().add(list, 'b', 9);
      await expectTotals(large + 14, 3);
      await index().update({
        remove: [
          { list, member: 'before' },
          { list, member: 'a' },
          { list, member: 'none' },
        ],
        add: [
          { list, member: 'b', score: 1 },
          { list, member: 'a', score: 3 },
        ],
      });
      await expectTotals(4, 2);
      await index().remove(list, 'none');
      await index().remove(list, 'a');
      await index().page(list, { limit: 1, cursor: '1:a' });
      await expectTotals(1, 1);
      await index().remove(list, 'b');
      await expectTotals(0, 0);
      await index().add(list, 'again', 2);
      await index().drop(list);
      await expectTotals(0, 0);
      await index().add(list, 'c', 6);
      await expectTotals(6, 1);
    },
  );

  test('several lists are read as one, page by page', async () => {
    for (const [i, member] of ['a', 'b', 'c', 'd', 'e', 'f'].entries()) {
      await index().add(`merged${i % 3}`, member, i >> 1);
    }
    const lists = ['merged0', 'merged1', 'merged2', 'merged3'];
    for (const newestFirst of [false, true]) {
      for (const limit of [1, 2, 3, 5, 6]) {
        const found: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await mergedPage(index(), lists, { limit, newestFirst, cursor });
          found.push(...page.members.map(({ member }) => member));
          cursor = page.cursor;
        } while (cursor);
        const inOrder = ['a', 'b', 'c', 'd', 'e', 'f'];
        expect(found).toEqual(newestFirst ? inOrder.toReversed() : inOrder);
      }
    }
    expect(await mergedPage(index(), [], { limit: 5 })).toEqual({ members: [] });
  });
}
