import { createClipLibrary } from '../../server/clips/library.ts';
import { shelfOf } from '../../server/clips/lists.ts';
import { createLog } from '../../server/log.ts';
import { openStore } from '../../server/store/open.ts';

/** First pages and searches of one person in a process of its own. Tells its peak memory, MB, on the word "begin". */
const { config, ownerId, times } = JSON.parse(process.argv[2] ?? '') as {
  config: { dataDir: string; storeUrl?: string };
  ownerId: string;
  times: number;
};
process.once('message', async () => {
  const store = await openStore(config, createLog('silent'));
  const clips = createClipLibrary({ store, clipsPath: config.dataDir });
  const shelves = [shelfOf(ownerId)];
  for (let i = 0; i < times; i++) {
    await clips.find(shelves, { sort: 'newest', limit: 50 });
    await clips.find(shelves, { sort: 'title', limit: 50 });
    await clips.find(shelves, { sort: 'newest', limit: 50, text: 'round 7' });
    await clips.usage(ownerId);
  }
  await store.close();
  process.send?.(process.resourceUsage().maxRSS / 1024);
});
