import type { Index, ListEntry } from '../store/store.ts';
import type { Clip } from './clip.ts';
import { EXPIRING, entriesOf, type Facet, facetsOf } from './lists.ts';

/** Keeps a clip's lists as its record is. To be called in turn with everything else that changes that clip. */
export type Listing = ReturnType<typeof createListing>;

export function createListing(index: Index) {
  /** A value with clips is listed by its newest one, another is not. */
  async function settle(facets: Facet[]): Promise<void> {
    const found = await Promise.all(
      facets.map(async ({ list, member, clips }) => {
        const { members } = await index.page(clips, { limit: 1, newestFirst: true });
        return { list, member, score: members[0]?.score };
      }),
    );
    const isThere = (facet: (typeof found)[number]): facet is ListEntry =>
      facet.score !== undefined;
    await index.update({
      add: found.filter(isThere),
      remove: found.filter((facet) => !isThere(facet)),
    });
  }

  return {
    /**
     * To be called before the record is written: a member whose record says otherwise is passed over, a record in no
     * list would be lost from sight. @param before the record until now, when there is one
     */
    async add(clip: Clip, before?: Clip): Promise<void> {
      const had = new Map(before && entriesOf(before).map((entry) => [keyOf(entry), entry.score]));
      const add = entriesOf(clip).filter((entry) => had.get(keyOf(entry)) !== entry.score);
      if (add.length === 0) return;
      await index.update({ add });
      await settle(facetsOf(clip));
    },

    /** To be called when the record is written. @param after the record from now on, when there is one */
    async remove(before: Clip, after?: Clip): Promise<void> {
      const has = new Set(after && entriesOf(after).map(keyOf));
      const remove = entriesOf(before).filter((entry) => !has.has(keyOf(entry)));
      if (remove.length === 0) return;
      await index.update({ remove });
      await settle(facetsOf(before));
    },

    /** Whether one of both is in a list, or by a score, in which the other is not. */
    differs(clip: Clip, before: Clip | undefined): boolean {
      const [has, had] = [clip, before].map((one) => one && entriesOf(one).map(scoredKeyOf));
      return has?.join() !== had?.join();
    },

    /** Makes the lists right where a change was broken off. @param clip as it is shown; @param places where it may be */
    async repair(clip: Clip | undefined, places: Clip[]): Promise<void> {
      const right = clip ? entriesOf(clip) : [];
      const has = new Set(right.map(keyOf));
      const remove = places.flatMap(entriesOf).filter((entry) => !has.has(keyOf(entry)));
      await index.update({ add: right, remove });
      await settle([...places, ...(clip ? [clip] : [])].flatMap(facetsOf));
    },

    /** All but the list by which it is found when its removal was broken off. */
    async removeShown(clip: Clip): Promise<void> {
      await index.update({ remove: entriesOf(clip).filter(({ list }) => list !== EXPIRING) });
      await settle(facetsOf(clip));
    },
  };
}

const scoredKeyOf = (entry: ListEntry) => `${keyOf(entry)} ${entry.score}`;
const keyOf = ({ list, member }: ListEntry) => `${list} ${member}`;
