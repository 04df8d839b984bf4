import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { SeenInteraction } from '../../../sandbox/client.ts';
import { roomName } from '../../../server/livekit/room-name.ts';
import { en } from '../../../server/words/en.ts';
import { type NodeShare, shareFromNode } from '../node-sharer.ts';
import { skipWithout } from '../parts.ts';
import { until } from '../until.ts';
import { orderClips } from './clips.ts';
import { type OpenPages, openPages } from './pages.ts';
import type { Held } from './reporting-main.ts';
import { type LoadStage, openLoadStage } from './stage.ts';

export interface WholeLoad {
  /** Who clips; each has as many pages open. */
  people: number;
  pagesEach: number;
  clips: number;
  withinMs: number;
  /** Shares that the process takes, and more that come. */
  shares: number;
  more: number;
}

/** Of each person's pages, one reads nothing. */
const DEAD_EACH = 1;
/** Before anything is measured. */
const WARM_CLIPS = 8;
/** On a machine that has other things to do, as the tests' own often has. */
const POSTER_MS = 3000;
/** With all of those, ms. */
const LONGEST_MS = 900_000;
/** Caches and connections that are there to be used again, megabytes. */
const KEPT_MB = 25;

interface Shared extends NodeShare {
  status(): Promise<string>;
  /** Another one after each break. */
  session(): Promise<string | undefined>;
}

/** People clip, pages listen and shares come, more than there is room for; then all of it goes. */
export async function describeLoad(load: WholeLoad): Promise<void> {
  describe.skipIf(await skipWithout('livekit', 'ffmpeg'))('a load on all of it at once', () => {
    let stage: LoadStage;
    let before: Held;
    let pages: OpenPages;
    let clips: SeenInteraction[];
    const shares: Shared[] = [];
    /** Of those that are recorded. */
    let sessions: unknown[];

    beforeAll(async () => {
      stage = await openLoadStage(load.people + load.shares + load.more, {
        MAX_SHARES: String(load.shares),
      });
      await useAllOnce();
      before = await stage.held();
    }, 240_000);
    afterAll(async () => {
      pages?.close();
      await Promise.all(shares.map((one) => one.stop()));
      await stage?.close();
    });

    const clippers = () => stage.people.slice(0, load.people);
    const sharers = () => stage.people.slice(load.people);
    const running = () => shares.slice(0, load.shares);
    const waiting = () => shares.slice(load.shares);

    async function share(userId: string): Promise<Shared> {
      const { guilds } = await stage.sandbox.control.world('ada');
      const guildId = guilds[0]?.id ?? '';
      const channelId = guilds[0]?.channels.find(({ name }) => name === 'clips')?.id ?? '';
      const room = roomName(guildId, channelId);
      const cookie = await stage.signIn(userId);
      const sharing = await shareFromNode(stage.livekit, { userId, roomName: room });
      const ask = async () => {
        const response = await fetch(`${stage.url}/api/replay/status`, { headers: { cookie } });
        return (await response.json()) as { status: string; sessionId?: string };
      };
      const status = async () => (await ask()).status;
      return { ...sharing, status, session: async () => (await ask()).sessionId };
    }

    /** What is made at first use, and kept, is no leak. */
    async function useAllOnce(): Promise<void> {
      const [first = ''] = clippers();
      const listener = { userId: first, cookie: await stage.signIn(first), reading: 2, dead: 0 };
      const open = await openPages(stage.url, [listener]);
      const { control } = stage.sandbox;
      await orderClips(control, { people: clippers(), clips: WARM_CLIPS, withinMs: 5000 });
      const sharing = await share(sharers()[0] ?? '');
      await until('it is recorded', async () => (await sharing.status()) === 'active');
      await sharing.stop();
      await until('it has ended', async () => (await sharing.status()) === 'stopped');
      open.close();
      await quiet(WARM_CLIPS);
    }

    /** Nothing runs any more that was asked for. */
    async function quiet(clips: number): Promise<void> {
      const noneLeft = async () => expect(await stage.temporary()).toEqual([]);
      // Posters are made last.
      const timeout = 60_000 + clips * POSTER_MS;
      await vi.waitFor(noneLeft, { timeout, interval: 500 });
      await until('no program runs', async () => (await stage.held()).children === 0);
    }

    test('shares beyond what the process takes wait, and are told so; those before go on', async () => {
      for (const userId of sharers()) {
        const sharing = await share(userId);
        shares.push(sharing);
        const expected = shares.length > load.shares ? 'waiting' : 'active';
        const isSo = async () => (await sharing.status()) === expected;
        await until(`share ${shares.length} is ${expected}`, isSo, { timeoutMs: 30_000 });
      }
      for (const { userId } of waiting()) {
        const { control } = stage.sandbox;
        const isFull = ({ content }: { content: string }) =>
          content.includes(en.faults.recorderFull);
        await control.waitForMessage({ as: userId, channel: 'dm' }, isFull);
        const { id } = await control.run({
          as: userId,
          channel: '#clips',
          command: '/replay status',
        });
        const { message } = await control.waitForAnswer(id);
        expect(message?.content).toContain('waits for a free recorder');
      }
      expect(await stage.figure('hindsight_recordings')).toBe(load.shares);
      expect(await stage.figure('hindsight_recorder_load{of="count"}')).toBe(1);
      sessions = await Promise.all(running().map((one) => one.session()));
    });

    test('each clip has one outcome, and each command an answer within Discord’s three seconds', async () => {
      const cookies = await Promise.all(
        clippers().map(async (userId) => ({ userId, cookie: await stage.signIn(userId) })),
      );
      const reading = load.pagesEach - DEAD_EACH;
      const listeners = cookies.map((one) => ({ ...one, reading, dead: DEAD_EACH }));
      pages = await openPages(stage.url, listeners);
      clips = await orderClips(stage.sandbox.control, { ...load, people: clippers() });
      expect(clips).toHaveLength(load.clips);
      const broken = clips.filter(
        ({ state, callbacks }) => state !== 'answered' || callbacks !== 1,
      );
      expect(broken).toEqual([]);
      for (const { message, followUps } of clips) {
        expect([message?.content, message?.attachments.length, followUps]).toEqual([
          expect.any(String),
          1,
          0,
        ]);
      }
      const all = await stage.sandbox.control.allInteractions();
      expect(all.filter(({ state }) => state !== 'answered')).toEqual([]);
    });

    test('each page has heard what became of its person’s clips', async () => {
      const heard = () => clips.map(({ id, userId }) => pages.heard(userId, id, 'done'));
      const expected = clips.map(() => load.pagesEach - DEAD_EACH);
      await expect.poll(heard, { timeout: 10_000 }).toEqual(expected);
    });

    test('shares that ran go on as they were; who waited has the place that becomes free', async () => {
      for (const one of running()) expect(await one.status()).toBe('active');
      expect(await Promise.all(running().map((one) => one.session()))).toEqual(sessions);
      await running()[0]?.stop();
      const [next] = waiting();
      // For ten seconds it is kept for whose it was.
      await until('the next one begins', async () => (await next?.status()) === 'active', {
        timeoutMs: 40_000,
      });
    });

    test(
      'when all of it is over, nothing of it is held',
      async () => {
        pages.close();
        await Promise.all(shares.splice(0).map((one) => one.stop()));
        await until(
          'no share is recorded',
          async () => !(await stage.figure('hindsight_recordings')),
        );
        await quiet(load.clips);
        const held = async () => {
          const { files, resources, heapMb } = await stage.held();
          const more = Object.entries(resources).filter(
            ([kind, n]) => n > (before.resources[kind] ?? 0),
          );
          return {
            files: Math.max(0, files - before.files),
            more,
            heap: heapMb < before.heapMb + KEPT_MB,
          };
        };
        // Connections that are kept for a next request are closed by themselves.
        await expect
          .poll(held, { timeout: 100_000, interval: 1000 })
          .toEqual({ files: 0, more: [], heap: true });
      },
      LONGEST_MS,
    );
  });
}
