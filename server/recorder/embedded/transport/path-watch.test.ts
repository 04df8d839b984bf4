import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RTCPeerConnection } from 'werift';
import { watchPath } from './path-watch.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Watches one whose counters the test turns. `pair` is null until a way is found. */
function watch() {
  const played = {
    peer: false,
    pair: null as null | {
      packetsReceived: number;
      requestsReceived: number;
      responsesReceived: number;
    },
    media: 0,
    deaths: [] as string[],
    outages: [] as number[],
  };
  const peer = {
    iceTransports: [
      {
        connection: {
          get checkList() {
            return played.pair ? [played.pair] : [];
          },
        },
      },
    ],
  } as unknown as RTCPeerConnection;
  const end = watchPath(
    () => (played.peer ? peer : null),
    {
      onDead: (error) => played.deaths.push(error.message),
      onBack: (silentMs) => played.outages.push(silentMs),
    },
    () => played.media,
  );
  return Object.assign(played, { end });
}
const pass = (seconds: number) => vi.advanceTimersByTime(seconds * 1000);

test('one that is never let in, and one that finds no way, is told once', () => {
  const outside = watch();
  pass(8);
  expect(outside.deaths).toEqual([]);
  pass(60);
  expect(outside.deaths).toHaveLength(1);
  const lost = watch();
  pass(6);
  lost.peer = true;
  pass(4);
  expect(lost.deaths).toEqual([]);
  pass(60);
  expect(lost.deaths).toHaveLength(1);
});

test.each(['packetsReceived', 'requestsReceived'] as const)(
  'as long as %s grows, it lives',
  (what) => {
    const watched = watch();
    watched.peer = true;
    const pair = { packetsReceived: 0, requestsReceived: 0, responsesReceived: 0 };
    watched.pair = pair;
    // LiveKit asks every 2 s; one question may get lost.
    for (let i = 0; i < 20; i += 1) {
      pair[what] += 1;
      pass(4);
    }
    expect(watched.deaths).toEqual([]);
    // At its usual pace it is no outage.
    const before = watched.outages.length;
    for (let i = 0; i < 20; i += 1) {
      pair[what] += 1;
      pass(2);
    }
    expect(watched.outages.length - before).toBeLessThanOrEqual(1);
    watched.end();
  },
);

test('a short outage passes, a long one does not, though our own questions be answered', () => {
  const watched = watch();
  watched.peer = true;
  const pair = { packetsReceived: 100, requestsReceived: 1, responsesReceived: 0 };
  watched.pair = pair;
  pass(4);
  pair.packetsReceived += 1;
  pass(4);
  expect(watched.deaths).toEqual([]);
  expect(watched.outages).toHaveLength(1);
  expect(watched.outages[0]).toBeGreaterThanOrEqual(4000);
  for (let i = 0; i < 4; i += 1) {
    pair.responsesReceived += 1;
    pair.requestsReceived += 1;
    pass(1);
  }
  expect(watched.deaths).toHaveLength(1);
});

test('a time in which we did nothing ourselves is no silence', () => {
  const watched = watch();
  watched.peer = true;
  pass(1);
  const now = performance.now.bind(performance);
  const late = vi.spyOn(performance, 'now').mockImplementation(() => now() + 30_000);
  pass(4);
  expect(watched.deaths).toEqual([]);
  pass(4);
  expect(watched.deaths).toHaveLength(1);
  late.mockRestore();
});

test('after its end nothing is told', () => {
  const watched = watch();
  watched.end();
  pass(60);
  expect(watched.deaths).toEqual([]);
});

test('media that comes by a pair on which nothing is counted is heard', () => {
  const played = watch();
  played.peer = true;
  played.pair = { packetsReceived: 0, requestsReceived: 0, responsesReceived: 0 };
  for (let i = 0; i < 20; i += 1) {
    played.media += 1;
    pass(1);
  }
  expect(played.deaths).toEqual([]);
  pass(8);
  expect(played.deaths).toHaveLength(1);
  played.end();
});
