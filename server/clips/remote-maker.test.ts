import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { skipWithout } from '../../e2e/support/parts.ts';
import { findFfmpeg } from '../ffmpeg/find.ts';
import { createLog } from '../log.ts';
import { createMarks } from '../marks/marks.ts';
import { createSegmentLibrary } from '../segments/library.ts';
import { createShares } from '../shares/shares.ts';
import { openRedisStore } from '../store/redis.ts';
import { type RedisServer, startRedis } from '../store/redis-server.ts';
import type { Store } from '../store/store.ts';
import { de } from '../words/de.ts';
import { en } from '../words/en.ts';
import { wordsIn } from '../words/words.ts';
import { DoesNotFit } from './fit.ts';
import { type ClipLibrary, createClipLibrary } from './library.ts';
import { type ClipMaker, type ClipStep, createClipMaker } from './maker.ts';
import type { ClipOrder } from './order.ts';
import { sharedFolder } from './remote-files.ts';
import { connectRenders, PREFIX, QUEUES, type RenderRedis, WORKERS_KEY } from './remote-jobs.ts';
import { createRemoteMaker } from './remote-maker.ts';
import { openRemoteRenders, type RemoteRenders } from './remote-renders.ts';
import { createRenderQueue } from './render-queue.ts';
import { createSource } from './source.ts';
import { type Material, makeSegments } from './test-material.ts';
import { NO_VOICE } from './test-voice.ts';

const T = Date.UTC(2026, 0, 1);
const log = createLog('silent');
/** BullMQ looks for dead workers every 5 s, and takes one for dead after 10 s. */
const TAKEN_OVER_MS = 25_000;
const missing = await skipWithout('redis');

const order = (id: string, change: Partial<ClipOrder> = {}): ClipOrder => ({
  ...{ id, sharerId: '1', requesterId: `by ${id}`, guildId: '2', channelId: '3' },
  ...{ fromMs: T + 1500, toMs: T + 5500, last: false, to: 'here' },
  ...change,
});

describe.skipIf(missing)('clips made by workers', { timeout: 60_000 }, () => {
  let ffmpegPath: string;
  let folder: string;
  let server: RedisServer;
  let store: Store;
  let redis: RenderRedis;
  let clips: ClipLibrary;
  let renders: RemoteRenders;
  let local: ClipMaker;
  let maker: ClipMaker;
  let material: Material;
  let workers: { child: ChildProcess; lines: string[] }[];

  beforeAll(async () => {
    ffmpegPath = await findFfmpeg(process.env.FFMPEG_PATH);
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hindsight-remote-'));
    server = await startRedis();
    store = await openRedisStore(server.url, log);
    const clipsPath = join(folder, 'clips');
    clips = createClipLibrary({ store, clipsPath });
    const made = { folder: join(folder, 'made'), ffmpegPath, seconds: 8, startMs: T };
    material = await makeSegments({ ...made, kind: 'embedded' });
    const parts = {
      segments: {
        ...createSegmentLibrary({ segmentsPath: folder }),
        coverage: async () => ({
          fromMs: T,
          toMs: T + 8000,
          bufferedMs: 8000,
          gaps: [],
          ended: true,
        }),
        between: async (userId: string) => (userId === '1' ? material.segments : []),
      },
      ...{ voice: NO_VOICE, shares: createShares(store), clips, clipsPath, ffmpegPath, log },
      marks: createMarks({ store, windowMs: 60_000 }),
      ...{ queue: createRenderQueue(1), tempPath: join(folder, 'tmp', 'asker') },
    };
    redis = await connectRenders(server.url, log);
    renders = await openRemoteRenders(redis, log, 1500);
    local = createClipMaker(parts);
    maker = createRemoteMaker({
      ...{ local, renders, source: createSource(parts) },
      files: sharedFolder(join(folder, 'renders')),
    });
    workers = [];
  });
  afterEach(async () => {
    for (const { child } of workers) child.kill('SIGKILL');
    await renders.close();
    redis.destroy();
    await store.close();
    await server.stop();
    await rm(folder, { recursive: true });
  });

  async function startWorker({ delayMs = 0 } = {}) {
    const program = new URL('test-worker.ts', import.meta.url).pathname;
    const name = `worker-${workers.length}`;
    const child = spawn(
      process.execPath,
      [program, server.url, folder, ffmpegPath, name, `${delayMs}`],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const worker = { child, lines: [] as string[] };
    workers.push(worker);
    child.stdout?.on('data', (text) => worker.lines.push(...`${text}`.trim().split('\n')));
    await expect.poll(() => worker.lines, { timeout: 30_000 }).toContain('up');
    return worker;
  }
  const said = (verb: string) =>
    workers.flatMap(({ lines }) => lines.filter((line) => line.startsWith(`${verb} `)));
  const begun = () => said('begins').map((line) => line.slice('begins '.length));
  const handed = () => readdir(join(folder, 'renders')).catch(() => []);
  const waiting = () => renders.depth().then((depth) => depth.waiting);
  /** What a promise is rejected with. */
  const failure = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: Error) => error,
    );

  test('a clip is the same as one made here; its steps are told, and nothing is left over', async () => {
    await startWorker();
    const steps: ClipStep[] = [];
    const onStep = (step: ClipStep) => void steps.push(step);
    const clip = await maker.make(order('1', { title: 'from afar' }), { onStep });
    expect(clip).toMatchObject({
      id: '1',
      ownerId: '1',
      title: 'from afar',
      fromMs: expect.any(Number),
    });
    expect(clip.durationMs).toBeGreaterThan(3900);
    expect(await clips.get('1')).toEqual(clip);
    expect((await stat(clips.file('1'))).size).toBe(clip.bytes);
    expect(steps[0]).toEqual({ name: 'waiting' });
    const shorter = await maker.shorten(order('1'), clip, { id: '1-end', longestMs: 2000 });
    expect(shorter.durationMs).toBeLessThan(2100);
    const use = async (made: { file: string; bytes: number }) => (await stat(made.file)).size;
    // What fits is nobody's work; the rest comes back as a file.
    expect(await maker.fitted(clip, { maxBytes: clip.bytes }, use)).toBe(clip.bytes);
    const heard = await maker.fitted(clip, { maxBytes: 10_000_000, format: 'audio' }, use);
    expect(heard).toBeGreaterThan(1000);
    expect(await handed()).toEqual([]);
    expect(await renders.depth()).toEqual({ running: 0, waiting: 0 });
  });

  test('twenty orders over two workers: each is made once, and both have their part', async () => {
    const two = await Promise.all([startWorker(), startWorker()]);
    const orders = Array.from({ length: 20 }, (_, i) => order(`${i}`, { toMs: T + 3000 + i }));
    await Promise.all(orders.map((one) => maker.make(one)));
    expect(begun().sort()).toEqual(orders.map(({ id }) => id).sort());
    for (const { id } of orders) expect(await clips.get(id)).toBeDefined();
    for (const { lines } of two) expect(lines.length).toBeGreaterThan(2);
  }, 60_000);

  test(
    'a worker that is killed in the middle: another one makes it, and once',
    async () => {
      const first = await startWorker({ delayMs: 60_000 });
      const made = maker.make(order('1'));
      await expect.poll(begun).toEqual(['1']);
      await startWorker();
      first.child.kill('SIGKILL');
      expect(await made).toMatchObject({ id: '1' });
      expect(begun()).toEqual(['1', '1']);
      expect(said('made')).toEqual(['made 1']);
      expect(await handed()).toEqual([]);
    },
    TAKEN_OVER_MS + 10_000,
  );

  test('Redis goes away in the middle of a render, and forgets all: it is made all the same', async () => {
    await startWorker({ delayMs: 2000 });
    const made = maker.make(order('1'));
    await expect.poll(begun).toEqual(['1']);
    // What is asked by then has no answer yet when it goes.
    await redis.sendCommand(['CLIENT', 'PAUSE', '60000', 'ALL']);
    await sleep(1200);
    await server.stop();
    await sleep(3000);
    server = await startRedis(server.port);
    expect(await made).toMatchObject({ id: '1' });
    expect(await clips.get('1')).toMatchObject({ id: '1' });
  }, 60_000);

  test('what lets somebody answer in another’s name does not go to the workers', async () => {
    const answer = { applicationId: '9', token: 'secret', limitBytes: 1, sinceMs: T };
    const queue = new Queue(QUEUES[0], { connection: redis, prefix: PREFIX });
    const end = new AbortController();
    const made = failure(maker.make(order('1', { answer }), { signal: end.signal }));
    await expect.poll(waiting).toBe(1);
    const job = await queue.getJob('clip-1');
    end.abort(new Error('enough'));
    expect((await made)?.message).toBe('enough');
    await queue.close();
    expect(job?.data.task.order.id).toBe('1');
    expect(JSON.stringify(job?.data)).not.toContain('secret');
  });

  test('a worker that ends finishes what is short, and gives back what is not', async () => {
    const short = await startWorker({ delayMs: 1000 });
    const quick = maker.make(order('1'));
    await expect.poll(begun).toEqual(['1']);
    short.child.kill('SIGTERM');
    expect(await quick).toMatchObject({ id: '1' });
    await once(short.child, 'exit');
    const long = await startWorker({ delayMs: 60_000 });
    const slow = maker.make(order('2'));
    await expect.poll(begun).toEqual(['1', '2']);
    await startWorker();
    const endedMs = performance.now();
    long.child.kill('SIGTERM');
    expect(await slow).toMatchObject({ id: '2' });
    // Given back, and not only found dead.
    expect(performance.now() - endedMs).toBeLessThan(11_000);
    expect(said('made')).toEqual(['made 1', 'made 2']);
  }, 60_000);

  test('who gives up while waiting leaves the queue; while it is made, its worker ends it', async () => {
    const giveUp = new AbortController();
    const waits = maker.make(order('1'), { signal: giveUp.signal });
    await expect.poll(waiting).toBe(1);
    giveUp.abort(new Error('never mind'));
    await expect(waits).rejects.toThrow('never mind');
    expect(await waiting()).toBe(0);
    await startWorker({ delayMs: 60_000 });
    const again = new AbortController();
    const runs = maker.make(order('2'), { signal: again.signal });
    await expect.poll(begun).toEqual(['2']);
    again.abort(new Error('nor this'));
    await expect(runs).rejects.toThrow('nor this');
    expect(await renders.depth()).toEqual({ running: 0, waiting: 0 });
    expect(await clips.get('2')).toBeUndefined();
    expect(await handed()).toEqual([]);
  });

  test('a sentence for people arrives in their language, and how much would fit', async () => {
    await startWorker();
    const clip = await maker.make(order('1'));
    const error = await failure(maker.fitted(clip, { maxBytes: 2000 }, async () => {}));
    if (!(error instanceof DoesNotFit)) throw error;
    expect(error).toMatchObject({ status: 413, message: en.fit.tooLong });
    expect(error.say(wordsIn('de'))).toBe(de.fit.tooLong);
    const here = await failure(local.fitted(clip, { maxBytes: 2000 }, async () => {}));
    expect(error.longestMs).toBe((here as DoesNotFit).longestMs);
    // Known before anybody is asked.
    const nothing = await failure(maker.make(order('2', { sharerId: 'nobody' })));
    expect(nothing).toMatchObject({ status: 404, message: en.asked.nothingBuffered });
  });

  test('between people, turns go round', async () => {
    const asked = ['a', 'a', 'a', 'b', 'b', 'c'].map((requesterId, i) => ({
      requesterId,
      id: `${i}`,
    }));
    // A worker is there, and busy.
    await redis.set(WORKERS_KEY, '1');
    const all: Promise<unknown>[] = [];
    const places: number[] = [];
    for (const one of asked) {
      const onStep = (step: ClipStep) => {
        if (step.name === 'queued' && one.id === '2') places.push(step.place);
      };
      all.push(maker.make(order(one.id, one), { onStep }));
      await expect.poll(waiting).toBe(all.length);
    }
    // Others came after this one and go first.
    await expect.poll(() => places.at(-1), { timeout: 3000 }).toBe(6);
    await startWorker();
    await Promise.all(all);
    expect(begun()).toEqual(['0', '3', '5', '1', '4', '2']);
  }, 30_000);

  test('too many wait, or nothing makes clips: both are said', async () => {
    const alone = await failure(maker.make(order('1')));
    expect(alone).toMatchObject({ status: 503, message: en.orders.noRenderer });
    expect(await waiting()).toBe(0);
    const queue = new Queue(QUEUES[0], { connection: redis, prefix: PREFIX });
    await queue.addBulk(
      Array.from({ length: 500 }, (_, i) => ({
        name: 'clip',
        data: {},
        opts: { priority: i + 1 },
      })),
    );
    await queue.close();
    const full = await failure(maker.make(order('2')));
    expect(full).toMatchObject({ status: 503, message: en.orders.queueFull(500) });
    expect(await handed()).toEqual([]);
  });

  test('what nobody waits for any more is not made', async () => {
    await startWorker({ delayMs: 3000 });
    const made = failure(maker.make(order('1')));
    await expect.poll(begun).toEqual(['1']);
    // As when whoever asked has died.
    await redis.del(`${PREFIX}:renders:wanted:clip-1`);
    await expect.poll(begun, { timeout: 3000 }).toEqual(['1', '1']);
    expect(await made).toBeNull();
    expect(said('made')).toEqual(['made 1']);
  });
});
