import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClipLibrary } from '../server/clips/library.ts';
import { shelfOf } from '../server/clips/lists.ts';
import { saveMany, testClip } from '../server/clips/test-clips.ts';
import { createLog } from '../server/log.ts';
import { openStore } from '../server/store/open.ts';
import { hasRedisServer, startRedis } from '../server/store/redis-server.ts';
import type { Store } from '../server/store/store.ts';
import { ask, letGo, startChild } from './child.ts';
import { atMost, type Bench, type Figure, median, plain } from './figure.ts';

const FEW = 1000;
const MANY = 100_000;
/** Clips that are put in at once. */
const BATCH = 1000;
const ROUNDS = 100;
const WARM_UP = 20;

/** The library's own work for a person with many clips beside one with few: it grows with what is asked for alone. */
export const librarySize: Bench = {
  name: 'library-size',
  byNameOnly: true,
  async measure(say) {
    const dataDir = await mkdtemp(join(tmpdir(), 'hindsight-library-size-'));
    const redis = hasRedisServer() ? await startRedis() : null;
    if (!redis) say('redis-server is not installed, so only SQLite');
    try {
      return [
        ...(await measureIn('SQLite', { dataDir }, say)),
        ...(redis ? await measureIn('Redis', { dataDir, storeUrl: redis.url }, say) : []),
      ];
    } finally {
      await redis?.stop();
      await rm(dataDir, { recursive: true });
    }
  },
};

async function measureIn(
  name: string,
  config: { dataDir: string; storeUrl?: string },
  say: (line: string) => void,
): Promise<Figure[]> {
  const store = await openStore(config, createLog('silent'));
  try {
    say(`${name}: people with ${FEW} and ${MANY} clips`);
    await fill(store, '1', FEW);
    await fill(store, '2', MANY);
    const clips = createClipLibrary({ store, clipsPath: config.dataDir });
    if ((await clips.usage('2')).clips !== MANY) throw new Error('the clips are not listed');
    const find = (sort: 'newest' | 'title', text?: string) => (owner: string) =>
      clips.find([shelfOf(owner)], { sort, limit: 50, text });
    const works: Record<string, (owner: string) => Promise<unknown>> = {
      'a first page': find('newest'),
      'a first page by title': find('title'),
      // Of one clip in ten: the same share of each is looked through.
      'a search that finds a page': find('newest', 'round 7'),
      usage: (owner) => clips.usage(owner),
      'what a server takes': (owner) => clips.bytesOfGuild(owner),
    };
    const figures: Figure[] = [];
    for (const [what, work] of Object.entries(works)) {
      const [fewMs, manyMs] = await inTurn(
        () => work('1'),
        () => work('2'),
      );
      const of = `library size, ${name}: ${what}`;
      figures.push(
        plain(`${of}, of ${FEW} clips`, fewMs, 'ms'),
        plain(`${of}, of ${MANY}`, manyMs, 'ms'),
        atMost(`${of}, ${MANY} beside ${FEW}`, manyMs / fewMs, '', 1.5),
      );
    }
    return [...figures, ...(await measureMemory(name, config))];
  } finally {
    await store.close();
  }
}

async function measureMemory(name: string, config: object): Promise<Figure[]> {
  const peakMb = async (ownerId: string) => {
    const child = startChild('paging/read-library.ts', { config, ownerId, times: ROUNDS });
    try {
      return await ask<number>(child, 'begin');
    } finally {
      await letGo(child);
    }
  };
  const [few, many] = [await peakMb('1'), await peakMb('2')];
  const of = `library size, ${name}: peak memory of pages and searches`;
  return [
    plain(`${of}, of ${FEW} clips`, few, 'MB'),
    plain(`${of}, of ${MANY}`, many, 'MB'),
    atMost(`${of}, ${MANY} beside ${FEW}`, many / few, '', 1.1),
  ];
}

async function fill(store: Store, ownerId: string, count: number): Promise<void> {
  for (let from = 0; from < count; from += BATCH) {
    const clips = Array.from({ length: Math.min(BATCH, count - from) }, (_, j) => {
      const i = from + j;
      return testClip({
        ...{
          id: `${ownerId}${String(i).padStart(6, '0')}`,
          ownerId,
          guildId: ownerId,
          bytes: 1000 + i,
        },
        ...{ createdAtMs: i, title: `Round ${i % 10}` },
      });
    });
    await saveMany(store, clips);
  }
}

/** Medians of both, ms, measured in turn, so that what else the machine does falls on both. */
async function inTurn(one: () => Promise<unknown>, other: () => Promise<unknown>) {
  const took: [number[], number[]] = [[], []];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    for (const [i, work] of [one, other].entries()) {
      const startedMs = performance.now();
      await work();
      if (round >= WARM_UP) took[i as 0 | 1].push(performance.now() - startedMs);
    }
  }
  return [median(took[0]), median(took[1])] as const;
}
