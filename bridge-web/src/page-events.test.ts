import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { goOnBehind, openEvents } from './page-events.ts';

/** Node has no EventSource: one whose server is the test. */
class PlayedSource extends EventTarget {
  static CLOSED = 2;
  static opened: PlayedSource[] = [];
  readyState = 1;
  readonly url: string;
  constructor(url: string) {
    super();
    this.url = url;
    PlayedSource.opened.push(this);
  }
  send(name: string, data: object = {}, lastEventId = '') {
    const event = new MessageEvent(name, { data: JSON.stringify(data), lastEventId });
    this.dispatchEvent(event);
  }
  close() {
    this.readyState = PlayedSource.CLOSED;
  }
}

let stored: Record<string, string>;
/** What the server answers to who is signed in. */
let sessionStatus: number;
beforeEach(() => {
  stored = {};
  PlayedSource.opened = [];
  sessionStatus = 200;
  vi.stubGlobal('EventSource', PlayedSource);
  vi.stubGlobal('fetch', async () => Response.json({}, { status: sessionStatus }));
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored[key] ?? null,
    setItem: (key: string, value: string) => void (stored[key] = value),
  });
  vi.useFakeTimers();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** Opens the events of person 1. @returns what was told, and the server's side */
function open() {
  const told: unknown[] = [];
  const events = openEvents('1');
  events.listen({
    ready: () => told.push('ready'),
    changed: (progress) => told.push(['changed', progress]),
    ended: (ending) => told.push(['ended', ending]),
    missed: (ending) => told.push(['missed', ending]),
    order: (order) => told.push(['order', order]),
    clipped: (clip) => told.push(['clipped', clip]),
    away: () => told.push('away'),
    signedOut: () => told.push('signedOut'),
  });
  const source = () => PlayedSource.opened.at(-1)!;
  return { told, events, source };
}
const ENDING = { sessionId: 'S1', channelId: '20' };

test('what comes before READY was missed, what comes after it happens now', () => {
  const { told, source } = open();
  source().send('REPLAY_BUFFER_FAILED', { ...ENDING, error: 'The disk is full.' }, '5000');
  source().send('READY', {}, '5000');
  source().send('REPLAY_BUFFER_STOPPED', ENDING, '6000');
  expect(told).toEqual([
    ['changed', undefined],
    ['missed', { ...ENDING, error: 'The disk is full.', atMs: 5000 }],
    'ready',
    ['changed', undefined],
    ['ended', { ...ENDING, atMs: 6000 }],
  ]);
});

test('after a lost connection, too', () => {
  const { told, source } = open();
  source().send('READY', {}, '5000');
  source().send('error');
  source().send('open');
  source().send('REPLAY_BUFFER_STOPPED', ENDING, '6000');
  expect(told.at(-1)).toEqual(['missed', { ...ENDING, atMs: 6000 }]);
});

test('clips and the queue are told as they come', () => {
  const { told, source } = open();
  source().send('CLIP_PROGRESS', { id: '7', state: 'cutting' });
  source().send('REPLAY_BUFFER_PROGRESS', { state: 'waiting', place: 2 });
  source().send('REPLAY_BUFFER_STARTED', ENDING);
  source().send('SIGNED_OUT');
  expect(told).toEqual([
    ['order', { id: '7', state: 'cutting' }],
    ['changed', { state: 'waiting', place: 2 }],
    ['changed', undefined],
    ['changed', undefined],
  ]);
});

test('who listens late is told that it is connected already', () => {
  const { events, source } = open();
  const late = vi.fn();
  source().send('READY', {}, '5000');
  const leave = events.listen({ ready: late });
  expect(late).toHaveBeenCalledTimes(1);
  leave();
  source().send('READY', {}, '5001');
  expect(late).toHaveBeenCalledTimes(1);
});

test('where the browser gives up, it is opened again behind the last event', async () => {
  const { source, events } = open();
  source().send('READY', {}, '5000');
  source().send('error');
  vi.advanceTimersByTime(60_000);
  // Not given up: the browser itself connects again.
  expect(PlayedSource.opened).toHaveLength(1);
  source().close();
  source().send('error');
  await vi.advanceTimersByTimeAsync(5000);
  expect(PlayedSource.opened).toHaveLength(2);
  expect(source().url).toBe('/api/events?lastEventId=5000&language=en');

  source().close();
  source().send('error');
  events.close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(PlayedSource.opened).toHaveLength(2);
});

test('a server is away only where it stays so', () => {
  const { told, source, events } = open();
  source().send('READY', {}, '5000');
  source().send('error');
  vi.advanceTimersByTime(1000);
  source().send('READY', {}, '5000');
  vi.advanceTimersByTime(60_000);
  expect(told).not.toContain('away');
  for (const _ of [1, 2, 3]) source().send('error');
  vi.advanceTimersByTime(2000);
  expect(told.filter((one) => one === 'away')).toHaveLength(1);
  source().send('READY', {}, '5000');
  source().send('error');
  events.close();
  vi.advanceTimersByTime(60_000);
  expect(told.filter((one) => one === 'away')).toHaveLength(1);
});

test('who is signed out is told so at once, but not where another tab signed in anew', async () => {
  const { told, source } = open();
  source().send('READY', {}, '5000');
  source().send('SIGNED_OUT');
  await vi.advanceTimersByTimeAsync(0);
  expect(told).not.toContain('signedOut');
  sessionStatus = 401;
  source().send('SIGNED_OUT');
  await vi.advanceTimersByTimeAsync(0);
  expect(told.at(-1)).toBe('signedOut');
});

test('a connection that is refused because the session ended tells so, and is tried again', async () => {
  const { told, source } = open();
  sessionStatus = 401;
  source().close();
  source().send('error');
  await vi.advanceTimersByTimeAsync(5000);
  expect(told).toContain('signedOut');
  expect(PlayedSource.opened).toHaveLength(2);

  sessionStatus = 503;
  told.length = 0;
  source().close();
  source().send('error');
  await vi.advanceTimersByTimeAsync(5000);
  expect(told).not.toContain('signedOut');
});

test('a reloaded page goes on where its own person was', () => {
  expect(goOnBehind('1:1795455029101', '1')).toBe('?lastEventId=1795455029101');
  expect(goOnBehind('1:1795455029101', '2')).toBe('');
  expect(goOnBehind(null, '1')).toBe('');
  expect(goOnBehind('1:x&y', '1')).toBe('');
});

test('that somebody else has clipped is told as it happens', () => {
  const { told, source } = open();
  const clip = { clipId: '9', by: 'Bo', lengthMs: 2000 };
  source().send('CLIPPED_BY_OTHER', clip);
  expect(told).toEqual([['clipped', clip]]);
});
