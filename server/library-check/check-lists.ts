import { hash } from 'node:crypto';
import { UNDO_MS } from '../clips/library.ts';
import { clipIdOf, DELETED, EXPIRING, entriesOf } from '../clips/lists.ts';
import type { Index, ListEntry, ListMember } from '../store/store.ts';
import type { KeptClip } from './check.ts';
import type { Report } from './report.ts';

const PAGE = 1000;
const DIGEST_BYTES = 6;

/** How many members a list has, and the sum of their digests: two lists with the same of both are the same. */
interface Sum {
  count: number;
  digest: number;
}

/**
 * Records against lists, both ways. First only sums are kept of each list, a clip at a time; lists whose sum differs
 * are gone through by name, and what does not match then is asked for once more: clips come and go meanwhile.
 */
export function createListCheck(index: Index) {
  const expected = new Map<string, Sum>([DELETED, EXPIRING].map((list) => [list, noSum()]));

  async function* members(list: string): AsyncGenerator<ListMember> {
    let cursor: string | undefined;
    do {
      const page = await index.page(list, { limit: PAGE, cursor });
      yield* page.members;
      cursor = page.cursor;
    } while (cursor);
  }

  async function isIn({ list, member, score }: ListEntry): Promise<boolean> {
    let cursor: string | undefined;
    do {
      const page = await index.page(list, { from: score, to: score, limit: PAGE, cursor });
      if (page.members.some((one) => one.member === member)) return true;
      cursor = page.cursor;
    } while (cursor);
    return false;
  }

  async function differing(): Promise<Map<string, Map<string, number>>> {
    const lists = new Map<string, Map<string, number>>();
    for (const [list, sum] of expected) {
      const found = noSum();
      for await (const member of members(list)) add(found, member);
      if (found.count === sum.count && found.digest === sum.digest) continue;
      const all = new Map<string, number>();
      for await (const { member, score } of members(list)) all.set(member, score);
      lists.set(list, all);
    }
    return lists;
  }

  return {
    /** To be called once for each record. */
    expect(clip: KeptClip): void {
      for (const entry of placesOf(clip)) {
        let sum = expected.get(entry.list);
        if (!sum) {
          sum = noSum();
          expected.set(entry.list, sum);
        }
        add(sum, entry);
      }
    },

    /** @param ids of all records @param get a record as it is now */
    async compare(
      ids: Iterable<string>,
      get: (id: string) => Promise<KeptClip | undefined>,
      { note }: Pick<Report, 'note'>,
    ): Promise<void> {
      const lists = await differing();
      if (lists.size === 0) return;
      const hasPlace = async (entry: ListEntry) => {
        const clip = await get(clipIdOf(entry.member));
        return clip !== undefined && placesOf(clip).some((place) => isSamePlace(place, entry));
      };
      const tell = ({ list, member, score }: ListEntry) =>
        `${clipIdOf(member)} in ${list}, by ${score}`;
      for (const id of ids) {
        const clip = await get(id);
        for (const entry of clip ? placesOf(clip) : []) {
          const all = lists.get(entry.list);
          if (!all) continue;
          if (all.get(entry.member) === entry.score) all.delete(entry.member);
          else if (!(await isIn(entry)) && (await hasPlace(entry))) note('notListed', tell(entry));
        }
      }
      for (const [list, rest] of lists) {
        for (const [member, score] of rest) {
          const entry = { list, member, score };
          if ((await isIn(entry)) && !(await hasPlace(entry))) note('notInRecords', tell(entry));
        }
      }
    },
  };
}

/** A hidden clip is only in the list by which it is removed; that one is told its time by the library. */
function placesOf(clip: KeptClip): ListEntry[] {
  if (clip.deletedAtMs === undefined) return entriesOf(clip);
  return [{ list: DELETED, member: clip.id, score: clip.deletedAtMs + UNDO_MS }];
}

const isSamePlace = (a: ListEntry, b: ListEntry) =>
  a.list === b.list && a.member === b.member && a.score === b.score;

const noSum = (): Sum => ({ count: 0, digest: 0 });

function add(sum: Sum, { member, score }: ListMember): void {
  const bytes = hash('sha1', `${score} ${member}`, 'buffer');
  sum.count += 1;
  sum.digest = (sum.digest + bytes.readUIntBE(0, DIGEST_BYTES)) % 2 ** (8 * DIGEST_BYTES);
}
