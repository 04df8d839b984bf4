import type { Index } from '../store/store.ts';
import type { Clip } from './clip.ts';

/** A change of a clip's record and of the lists that it is in, which are not written at once. */
export interface Changing {
  id: string;
  /** As it was shown until then; absent where it was not. */
  before?: Clip | undefined;
  /** As it is shown from then on; absent where it is hidden or goes. */
  after?: Clip | undefined;
  /** It goes for good. */
  isErased?: boolean;
}

const LIST = 'clips:changing';
const AT_ONCE = 100;

/** Changes of clips that are under way: what a process that died has left of them is finished by another one. */
export function createChanging(index: Index, now: () => number) {
  return {
    /** Notes the change down for as long as `work` takes; where that fails, it stays noted. */
    async during<T>(change: Changing, work: () => Promise<T>): Promise<T> {
      const member = JSON.stringify(change);
      await index.add(LIST, member, now());
      const done = await work();
      await index.remove(LIST, member);
      return done;
    },

    /** @param quietMs only what was begun so long ago @param finish of each */
    async left(quietMs: number, finish: (change: Changing) => Promise<void>): Promise<void> {
      const { members } = await index.page(LIST, { to: now() - quietMs, limit: AT_ONCE });
      for (const { member } of members) {
        await finish(JSON.parse(member) as Changing);
        await index.remove(LIST, member);
      }
    },
  };
}
