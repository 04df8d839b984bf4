import { saveMany, testClip } from '../server/clips/test-clips.ts';
import { ADA, openTestApp } from '../server/http/test-app.ts';
import { hasRedisServer, startRedis } from '../server/store/redis-server.ts';
import { atMost, type Bench, type Figure, median, plain } from './figure.ts';

const FEW = 10;
const MANY = 10_000;
const ROUNDS = 300;
const WARM_UP = 50;
/** What a first page can be asked for; as many clips are shown of few as of many. */
const PAGES = {
  newest: `limit=${FEW}`,
  'by title': `limit=${FEW}&sort=title`,
  'of a channel, longest': `limit=${FEW}&sort=longest&channel=20`,
};

/** A person's clips by HTTP, first pages with their facets: whether they take longer the more there are. */
export const library: Bench = {
  name: 'library',
  async measure(say) {
    const figures = await measureIn('SQLite', say);
    if (!hasRedisServer()) {
      say('redis-server is not installed, so only SQLite');
      return figures;
    }
    const redis = await startRedis();
    try {
      return [...figures, ...(await measureIn('Redis', say, redis.url))];
    } finally {
      await redis.stop();
    }
  },
};

async function measureIn(
  name: string,
  say: (line: string) => void,
  storeUrl?: string,
): Promise<Figure[]> {
  const app = await openTestApp(undefined, { storeUrl, limited: false });
  try {
    say(`${name}: a person with ${FEW} clips and one with ${MANY}`);
    const few = await fill(app, '3', FEW);
    const many = await fill(app, '4', MANY);
    const ask = (cookie: string, query: string) => async () => {
      const askedMs = performance.now();
      const response = await app.call(`/api/clips?${query}`, { cookie });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`a page was answered with ${response.status}`);
      return performance.now() - askedMs;
    };
    const figures: Figure[] = [];
    for (const [what, query] of Object.entries(PAGES)) {
      const [fewMs, manyMs] = await inTurn(ask(few, query), ask(many, query));
      const of = `library, ${name}: first page ${what}`;
      figures.push(
        plain(`${of}, of ${FEW} clips`, fewMs, 'ms'),
        plain(`${of}, of ${MANY}`, manyMs, 'ms'),
        atMost(`${of}, ${MANY} beside ${FEW}`, manyMs / fewMs, '', 1.2),
      );
    }
    const [, wholeMs] = await inTurn(ask(few, ''), ask(many, ''));
    const [, searchMs] = await inTurn(ask(few, 'q=none'), ask(many, 'q=none'), ROUNDS / 10);
    return [
      ...figures,
      plain(`library, ${name}: first page of 50, of ${MANY}`, wholeMs, 'ms'),
      plain(`library, ${name}: a search without a find, one request`, searchMs, 'ms'),
    ];
  } finally {
    await app.close();
  }
}

/** @returns the cookie of a person who has so many clips */
async function fill(app: Awaited<ReturnType<typeof openTestApp>>, ownerId: string, count: number) {
  const clips = Array.from({ length: count }, (_, i) =>
    testClip({
      ...{ id: `${ownerId}${String(i).padStart(6, '0')}`, ownerId, requesterId: `${i % 3}` },
      ...{ channelId: `${20 + (i % 2)}`, title: `Round ${(i * 7919) % count}`, createdAtMs: i },
      ...{ durationMs: 1000 * (i % 600), marks: [{ atMs: i, label: `mark ${i % 5}` }] },
    }),
  );
  await saveMany(app.services.store, clips);
  // Facets are the library's own; all of them occur among the newest.
  for (const clip of clips.slice(-FEW)) await app.services.clips.remove(clip.id);
  for (const clip of clips.slice(-FEW)) await app.services.clips.save(clip);
  return app.signIn({ ...ADA, user: { ...ADA.user, id: ownerId } });
}

/** Medians of both, measured in turn, so that what else the machine does falls on both. */
async function inTurn(
  one: () => Promise<number>,
  other: () => Promise<number>,
  rounds = ROUNDS,
): Promise<[number, number]> {
  const took: [number[], number[]] = [[], []];
  for (let round = 0; round < WARM_UP + rounds; round++) {
    const [first, second] = [await one(), await other()];
    if (round < WARM_UP) continue;
    took[0].push(first);
    took[1].push(second);
  }
  return [median(took[0]), median(took[1])];
}
