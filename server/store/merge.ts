import { compareMembers, toPage } from './cursor.ts';
import type { Index, Page, PageQuery } from './store.ts';

/**
 * Several lists as if they were one, page by page. A cursor is a place in the order of all of them, so it stays good
 * also when a list comes or goes. A member should be in only one of them.
 */
export async function mergedPage(index: Index, lists: string[], query: PageQuery): Promise<Page> {
  const [only] = lists;
  if (only !== undefined && lists.length === 1) return index.page(only, query);
  // One more of each tells whether there is another page.
  const limit = query.limit + 1;
  const pages = await Promise.all(lists.map((list) => index.page(list, { ...query, limit })));
  const members = pages.flatMap((page) => page.members).sort(compareMembers);
  return toPage(query.newestFirst ? members.reverse() : members, query.limit);
}
