import type { Store } from '../store/store.ts';

/** As long as a page's session lives at most. */
const KEEP_MS = 7 * 24 * 3600_000;

/**
 * Which share of a page is a person's newest: the one that was begun last. One that lost its connection meanwhile, and
 * with it the news, must not put the newer one out when it connects again.
 */
export function createSharingTabs(store: Store) {
  const newest = store.records<string>('sharing-tabs');
  return {
    /** @param shareId made up by the page, anew for each share */
    begin: (userId: string, shareId: string) => newest.set(userId, shareId, KEEP_MS),

    forget: (userId: string) => newest.delete(userId),

    /** Whether this one may connect again. */
    async isNewest(userId: string, shareId: string): Promise<boolean> {
      const known = await newest.get(userId);
      return known === undefined || known === shareId;
    },
  };
}
