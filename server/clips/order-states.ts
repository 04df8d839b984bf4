import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { KeptView } from './order-view.ts';

/** No order takes longer, ms. */
const KEEP_MS = 24 * 3600_000;
const MOST = 100;

/** How orders stand that some process works on, for the pages of every other one. */
export function createOrderStates(store: Pick<Store, 'records' | 'index'>, log: Log) {
  const states = store.records<KeptView>('order-states');
  const listOf = (userId: string) => `order-states:${userId}`;
  /** The last writing of each order: a later one must not be overtaken. */
  const turns = new Map<string, Promise<void>>();

  function inTurn(id: string, work: () => Promise<void>): Promise<void> {
    const turn = (turns.get(id) ?? Promise.resolve())
      .then(work)
      .catch((err) =>
        log.warn({ err, orderId: id }, 'pages elsewhere do not see how an order stands'),
      )
      .finally(() => {
        if (turns.get(id) === turn) turns.delete(id);
      });
    turns.set(id, turn);
    return turn;
  }

  return {
    /** Never rejects. */
    put: (userId: string, view: KeptView): Promise<void> =>
      inTurn(view.id, async () => {
        await states.set(view.id, view, KEEP_MS);
        await store.index.add(listOf(userId), view.id, view.createdAtMs);
      }),

    /** It has its outcome. Never rejects. */
    drop: (userId: string, id: string): Promise<void> =>
      inTurn(id, async () => {
        await store.index.remove(listOf(userId), id);
        await states.delete(id);
      }),

    /** Oldest first. */
    async of(userId: string): Promise<KeptView[]> {
      const { members } = await store.index.page(listOf(userId), { limit: MOST });
      const found = await Promise.all(members.map(({ member }) => states.get(member)));
      const lost = members.filter((_, i) => !found[i]);
      await store.index.update({
        remove: lost.map(({ member }) => ({ list: listOf(userId), member })),
      });
      return found.filter((view) => view !== undefined);
    },
  };
}
