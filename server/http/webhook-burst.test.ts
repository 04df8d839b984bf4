import { afterEach, beforeEach, expect, test } from 'vitest';
import { roomName } from '../livekit/room-name.ts';
import type { PublishedShare } from '../livekit/rooms.ts';
import {
  egressEvent,
  type Hook,
  randomFrom,
  roomEvent,
  signed,
  trackEvent,
} from '../livekit/test-webhooks.ts';
import type { Recorder, Recording } from '../recorder/recorder.ts';
import type { VoiceRecorder } from '../recorder/voices.ts';
import { createReconciler } from '../shares/reconcile.ts';
import { openTestApp } from './test-app.ts';

const NO_VOICES: VoiceRecorder = {
  start: async () => {
    throw new Error('nobody has added a microphone');
  },
  ...{ stop: async () => {}, list: async () => [], onChange: () => {}, close: async () => {} },
};

// A thousand webhooks over a real socket, the real loop and a real store. LiveKit's rooms and the
// recorder are played: they have to change at known moments.

const ROOMS = Array.from({ length: 8 }, (_, i) => roomName('10', String(100 + i)));
const FORGED_ROOMS = Array.from({ length: 20 }, (_, i) => roomName('66', String(600 + i)));
const PEOPLE = ['1', '2', '3'];
const ROUNDS = 6;
const EVENTS_PER_ROUND = 75;
const FORGED = 100;

/** What LiveKit lets happen between two moments, and what it reports of it, in order. */
interface Round {
  truth: Map<string, PublishedShare[]>;
  events: string[];
}

function screen(room: string, person: string, sid: string): PublishedShare {
  return {
    ...{ userId: `${person}${room.slice(-3)}`, videoTrackId: sid, audioTrackId: null },
    ...{ mimeType: 'video/H264', width: 1280, height: 720, fps: 30, bitsPerS: null },
    ...{ encrypted: false, muted: false },
  };
}

/** A story that is the same for the same seed. */
function tell(seed: number): Round[] {
  const random = randomFrom(seed);
  const now = new Map(ROOMS.map((room) => [room, new Map<string, PublishedShare>()]));
  let tracks = 0;
  return Array.from({ length: ROUNDS }, () => {
    const events: string[] = [];
    const begin = (room: string, person: string) => {
      const sid = `TR_VC${++tracks}`;
      now.get(room)?.set(person, screen(room, person, sid));
      events.push(trackEvent('track_published', room, person, sid));
      events.push(egressEvent('egress_started', room, sid));
      events.push(egressEvent('egress_updated', room, sid, { status: 'EGRESS_ACTIVE' }));
    };
    const end = (room: string, person: string, { videoTrackId }: PublishedShare) => {
      now.get(room)?.delete(person);
      const ended = { status: 'EGRESS_COMPLETE', details: 'End reason: Source closed' };
      events.push(trackEvent('track_unpublished', room, person, videoTrackId));
      events.push(egressEvent('egress_ended', room, videoTrackId, ended));
    };
    // About half of all people do something, so that it fits into the round's events.
    for (const room of ROOMS) {
      for (const person of PEOPLE) {
        if (random.below(2) === 0) continue;
        const share = now.get(room)?.get(person);
        if (share) end(room, person, share);
        if (!share || random.below(3) === 0) begin(room, person);
      }
    }
    const idle = ['room_started', 'participant_joined', 'participant_left', 'room_finished'];
    const strange = ['agent_dispatched', 'sip_call_started'];
    while (events.length < EVENTS_PER_ROUND) {
      const event = random.pick([...idle, ...strange]);
      events.push(roomEvent(event, random.pick([...ROOMS, 'of-somebody-else'])));
    }
    expect(events).toHaveLength(EVENTS_PER_ROUND);
    const truth = new Map([...now].map(([room, shares]) => [room, [...shares.values()]]));
    return { truth, events };
  });
}

/** About rooms of their own, in which a share waits to be found. */
async function forge(seed: number): Promise<Hook[]> {
  const random = randomFrom(seed);
  const right = await signed(roomEvent('room_started', ROOMS[0]!));
  return Promise.all(
    Array.from({ length: FORGED }, async (_, i): Promise<Hook> => {
      const body = trackEvent('track_published', FORGED_ROOMS[i % 20]!, '6', 'TR_VCforged');
      const ways: (() => Hook | Promise<Hook>)[] = [
        () => signed(body, { secret: 'guessed'.repeat(8) }),
        () => signed(body, { key: 'another' }),
        () => signed(body, { hashOf: `${body} ` }),
        () => signed(body, { expires: '-2m' }),
        // A right one, overheard, with another body.
        () => ({ ...right, body }),
        () => ({ body, authorization: '' }),
        () => ({ body, authorization: 'nonsense' }),
      ];
      return random.pick(ways)();
    }),
  );
}

/** The whole server with a played LiveKit behind it. */
async function open() {
  const app = await openTestApp();
  let truth = new Map<string, PublishedShare[]>();
  const running: Recording[] = [];
  const told: string[] = [];
  const looks = new Map<string, number>();
  let gate = Promise.resolve();
  let nowMs = 1_000_000;

  const recorder: Recorder = {
    async start({ roomName: room, userId, videoTrackId, folder }) {
      const recording: Recording = {
        ...{ roomName: room, userId, videoTrackId, folder, state: 'active' },
        ...{ egressId: `EG_${running.length}`, startedAtMs: nowMs, newestSegmentAtMs: nowMs },
      };
      running.push(recording);
      return recording;
    },
    async stop(egressId) {
      const recording = running.find((one) => one.egressId === egressId);
      if (recording) recording.state = 'complete';
    },
    list: async (room) =>
      running
        .filter((one) => !room || one.roomName === room)
        .map((one) => ({ ...one, newestSegmentAtMs: nowMs })),
    onChange: () => {},
    close: async () => {},
  };
  const note =
    (what: string) =>
    ({ userId, videoTrackId }: { userId: string; videoTrackId?: string }) =>
      void told.push(`${userId} ${what} ${videoTrackId}`);
  const reconciler = createReconciler({
    ...{ recorder, shares: app.services.shares, segmentsPath: '/nowhere' },
    ...{ voiceRecorder: NO_VOICES, voices: app.services.voices },
    sessions: { newestMs: async () => null, doubt: () => {}, trust: async () => {} },
    log: app.services.log,
    now: () => nowMs,
    rooms: {
      list: async () => [],
      sid: async () => null,
      async shares(room) {
        looks.set(room, (looks.get(room) ?? 0) + 1);
        await gate;
        if (FORGED_ROOMS.includes(room)) return [screen(room, '6', 'TR_VCforged')];
        return truth.get(room) ?? [];
      },
    },
    notices: {
      ...{ started: note('started'), stopped: note('stopped'), failed: note('failed') },
      ...{ resumed: note('resumed'), interrupted: note('interrupted'), waiting: note('waits') },
      ...{ unstored: note('unstored'), storedAgain: note('stored again') },
      voiceFailed: note('no voice'),
    },
  });
  app.played.look = reconciler.look;

  const wanted = () =>
    [...truth.values()]
      .flat()
      .map(({ videoTrackId }) => videoTrackId)
      .toSorted();
  const recorded = () =>
    running
      .filter(({ state }) => state === 'active')
      .map((one) => one.videoTrackId)
      .toSorted();

  return {
    ...{ app, looks, wanted, recorded },
    /** Until the gate is opened again no look comes to an end. */
    begin(round: Round): () => void {
      truth = round.truth;
      nowMs += 1000;
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      looks.clear();
      return resolve;
    },
    async deliver({ body, authorization }: Hook): Promise<number> {
      const headers = { 'Content-Type': 'application/webhook+json', authorization };
      const response = await app.call('/api/livekit/webhook', { method: 'POST', headers, body });
      await response.arrayBuffer();
      return response.status;
    },
    /** Everything that must not depend on how the webhooks came; ids of sessions and egresses may. */
    async state() {
      await reconciler.close();
      const people = ROOMS.flatMap((room) => PEOPLE.map((person) => `${person}${room.slice(-3)}`));
      const shares = await Promise.all(
        people.map(async (userId) =>
          (await app.services.shares.recentOf(userId)).map(
            (share) =>
              `${share.roomName} ${share.videoTrackId} ${share.status} ${share.startedAt}-${share.endedAt}`,
          ),
        ),
      );
      return {
        shares: Object.fromEntries(people.map((userId, i) => [userId, shares[i]?.toSorted()])),
        recordings: running
          .map((one) => `${one.roomName} ${one.videoTrackId} ${one.state}`)
          .toSorted(),
        // In order for each person.
        told: Object.fromEntries(
          people.map((userId) => [userId, told.filter((line) => line.startsWith(`${userId} `))]),
        ),
      };
    },
    metrics: () => app.services.metrics.render(),
    async close() {
      await reconciler.close();
      await app.close();
    },
  };
}

let clean: Awaited<ReturnType<typeof open>>;
let stormy: Awaited<ReturnType<typeof open>>;
beforeEach(async () => {
  [clean, stormy] = await Promise.all([open(), open()]);
});
afterEach(() => Promise.all([clean.close(), stormy.close()]));

test('a thousand webhooks, shuffled, doubled and a tenth forged, leave what the clean order leaves', async () => {
  const seed = 20261123;
  const random = randomFrom(seed);
  const rounds = tell(seed);
  const forged = await forge(seed);

  for (const round of rounds) {
    clean.begin(round)();
    for (const body of round.events) expect(await clean.deliver(await signed(body))).toBe(200);
    await expect.poll(clean.recorded, { timeout: 10_000 }).toEqual(clean.wanted());
  }

  // One copy of each comes in its own round, the other one in this or a later one.
  const late: Hook[][] = rounds.map(() => []);
  let answered = 0;
  for (const [i, round] of rounds.entries()) {
    const release = stormy.begin(round);
    const real = await Promise.all(round.events.map((body) => signed(body)));
    for (const hook of real) late[i + random.below(rounds.length - i)]?.push(hook);
    const mine = [...real.map(accepted), ...(late[i] ?? []).map(accepted)];
    mine.push(...forged.filter((_, n) => n % ROUNDS === i).map((hook) => ({ hook, status: 401 })));
    const storm = random.shuffled(mine);
    // Answered before the work is done: no look can end before the last answer is there.
    const told = await Promise.all(storm.map(({ hook }) => stormy.deliver(hook)));
    // Of so many forged ones some are told to wait: what is signed never is.
    const statuses = told.map((status) => (status === 429 ? 401 : status));
    expect(statuses).toEqual(storm.map(({ status }) => status));
    answered += statuses.length;
    for (const [room, count] of stormy.looks) expect([room, count]).toEqual([room, 1]);
    release();
    await expect.poll(stormy.recorded, { timeout: 10_000 }).toEqual(stormy.wanted());
    for (const [room, count] of stormy.looks) expect([room, count <= 2]).toEqual([room, true]);
    for (const room of FORGED_ROOMS) expect(stormy.looks.has(room)).toBe(false);
  }

  expect(answered).toBe(1000);
  const left = await stormy.state();
  expect(left).toEqual(await clean.state());
  expect(left.recordings.length).toBeGreaterThan(40);
  expect(left.recordings.join()).not.toContain('forged');
  const counted = await stormy.metrics();
  const count = (pattern: RegExp) =>
    [...counted.matchAll(pattern)].reduce((sum, [, n]) => sum + Number(n), 0);
  expect(count(/^hindsight_webhooks_total\{.*outcome="refused"\} (\d+)$/gm)).toBe(FORGED);
  expect(count(/^hindsight_webhooks_total\{.*\} (\d+)$/gm)).toBe(1000);
  expect(counted).not.toContain('agent_dispatched');
}, 60_000);

const accepted = (hook: Hook) => ({ hook, status: 200 });
