import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBucketFiles } from '../server/segments/bucket-files.ts';
import { createSegmentLibrary } from '../server/segments/library.ts';
import { openBucket } from '../server/storage/open.ts';
import { hasS3Server, startS3 } from '../server/storage/s3-server.ts';
import { makeSessions, SEGMENT_MS } from './cleaning/many-sessions.ts';
import { atMost, type Bench, type Figure, median, plain } from './figure.ts';

const SEGMENTS = 600;
/** As many in a bucket would take too long to make. */
const SHARES = { local: 1000, bucket: 20 };
const ROUNDS = { local: 100, bucket: 8 };
const WARM_UP = { local: 10, bucket: 2 };
const RANGE_MS = 120_000;

type Find = (userId: string) => Promise<number>;

/** Two minutes of one person found among the segments of very many, beside the same where nobody else has any. */
export const segmentRange: Bench = {
  name: 'segment-range',
  async measure(say) {
    const figures = await measureLocal(say);
    if (hasS3Server()) return [...figures, ...(await measureBucket(say))];
    say('versitygw is not there, so only local folders');
    return figures;
  },
};

async function measureLocal(say: (line: string) => void): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hindsight-range-'));
  try {
    const find = (shares: number): Find => {
      const segmentsPath = join(folder, String(shares));
      const startMs = make(segmentsPath, shares, say);
      // A library of its own each time: nothing is known of anybody from before.
      return (userId) => count(createSegmentLibrary({ segmentsPath }), userId, startMs);
    };
    return await compare('local', find(1), find(SHARES.local), say);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measureBucket(say: (line: string) => void): Promise<Figure[]> {
  const s3 = await startS3();
  try {
    const requests = { list: 0, folders: 0, read: 0 };
    const segmentsPath = '/segments';
    const find = (shares: number): Find => {
      const prefix = `of-${shares}/`;
      const bucket = openBucket({ bucket: { ...s3.config, prefix } });
      if (!bucket) throw new Error('there is no bucket');
      const counted = {
        ...bucket,
        list: counting('list', bucket.list),
        folders: counting('folders', bucket.folders),
        read: counting('read', bucket.read),
      };
      const kept = join(s3.folder, s3.config.bucket, prefix, 'segments');
      const startMs = make(kept, shares, say);
      return (userId) => {
        const files = createBucketFiles({ bucket: counted, segmentsPath });
        return count(createSegmentLibrary({ segmentsPath, files }), userId, startMs);
      };
    };
    function counting<A extends unknown[], T>(name: keyof typeof requests, ask: (...a: A) => T) {
      return (...asked: A): T => {
        requests[name] += 1;
        return ask(...asked);
      };
    }
    const figures = await compare('bucket', find(1), find(SHARES.bucket), say);
    const times = 2 * (ROUNDS.bucket + WARM_UP.bucket);
    const each = Object.entries(requests).map(([name, asked]) =>
      plain(`segment-range, bucket: requests, ${name}`, asked / times, ''),
    );
    return [...figures, ...each];
  } finally {
    await s3.stop();
  }
}

/** @returns when they began, ms */
function make(segmentsPath: string, shares: number, say: (line: string) => void): number {
  say(`making ${shares} shares of ${SEGMENTS} segments`);
  const startMs = Date.now() - SEGMENTS * SEGMENT_MS;
  makeSessions(segmentsPath, { shares, segments: SEGMENTS, startMs });
  return startMs;
}

async function count(
  { between }: ReturnType<typeof createSegmentLibrary>,
  userId: string,
  startMs: number,
): Promise<number> {
  const fromMs = startMs + (SEGMENTS / 2) * SEGMENT_MS;
  return (await between(userId, fromMs, fromMs + RANGE_MS)).length;
}

/** Medians in turn, so that what else the machine does falls on both; each time of another person. */
async function compare(
  where: keyof typeof SHARES,
  alone: Find,
  among: Find,
  say: (line: string) => void,
): Promise<Figure[]> {
  const took = { alone: [] as number[], among: [] as number[] };
  for (let round = 0; round < WARM_UP[where] + ROUNDS[where]; round += 1) {
    for (const [find, times, shares] of [
      [alone, took.alone, 1],
      [among, took.among, SHARES[where]],
    ] as const) {
      const fromMs = performance.now();
      const found = await find(String(1000 + ((round * 37) % shares)));
      if (round >= WARM_UP[where]) times.push(performance.now() - fromMs);
      if (found !== RANGE_MS / SEGMENT_MS) throw new Error(`${found} segments were found`);
    }
  }
  const [one, all] = [median(took.alone), median(took.among)];
  say(`${where}: ${one.toFixed(2)} ms alone, ${all.toFixed(2)} ms among all`);
  const of = `segment-range, ${where}: 2 min`;
  const segments = SHARES[where] * SEGMENTS;
  return [
    plain(`${of} of ${SEGMENTS} segments`, one, 'ms'),
    plain(`${of} of ${segments}`, all, 'ms'),
    atMost(`${of}, ${segments} beside ${SEGMENTS}`, all / one, '', 1.25),
  ];
}
