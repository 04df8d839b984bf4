import { expect, test } from 'vitest';
import { type ReplayStatus, recordingWords } from './status.ts';

const heard = (status: ReplayStatus['status'], error?: string) => ({
  status: { status, error, bufferedMs: 0 },
});

test('recording is said only of an active one', () => {
  expect(recordingWords(heard('active'), false)).toMatchObject({ tone: 'good', text: 'Recording' });
  for (const status of ['none', 'starting', 'stopped', 'failed'] as const) {
    expect(recordingWords(heard(status), false).tone).not.toBe('good');
  }
});

test('that less than usual is kept stands beside it', () => {
  const words = 'Just now only the last 3m are kept.';
  const shorter = { keptMs: 180_000, words };
  const heardShort = { status: { status: 'active' as const, bufferedMs: 0, shorter } };
  expect(recordingWords(heardShort, false)).toEqual({
    ...{ tone: 'good', text: 'Recording', detail: words },
  });
});

test('how the last share ended says nothing about one that has just begun', () => {
  for (const status of ['none', 'active', 'stopped', 'failed'] as const) {
    expect(recordingWords(heard(status, 'Old news.'), true)).toEqual({
      ...{ tone: 'waiting', text: 'Starting to record…' },
    });
  }
});

test('a failure tells its reason', () => {
  const words = recordingWords(heard('failed', 'The disk is full.'), false);
  expect(words).toMatchObject({ tone: 'bad', detail: 'The disk is full.' });
});

test('stopped from Discord while the screen is still sent', () => {
  const words = recordingWords(heard('stopped'), false);
  expect(words).toMatchObject({
    tone: 'bad',
    detail: expect.stringMatching(/Discord.*nothing new is kept/),
  });
});

test('a server that doesn’t answer is not said to record', () => {
  const words = recordingWords({ ...heard('active'), trouble: 'It can’t be reached.' }, false);
  expect(words).toMatchObject({ tone: 'waiting', detail: 'It can’t be reached.' });
});

test('who waits for a recorder is told their place, until it records', () => {
  const waiting = (place?: number) =>
    recordingWords(heard('none'), true, { state: 'waiting', ...(place && { place }) });
  expect(waiting(2)).toMatchObject({
    ...{ tone: 'waiting', text: 'Waiting for a free recorder: you are 2nd in the queue.' },
    detail: expect.stringContaining('nothing is kept'),
  });
  const asked = { status: { status: 'waiting' as const, place: 1, bufferedMs: 0 } };
  const older = { state: 'waiting' as const, place: 2 };
  expect(recordingWords(asked, false, older).text).toContain('you are 1st');
  expect([1, 3, 4, 11, 21, 22].map((place) => /are (\w+)/.exec(waiting(place).text)?.[1])).toEqual([
    ...['1st', '3rd', '4th', '11th', '21st', '22nd'],
  ]);
  const begun = recordingWords(heard('active'), false, { state: 'waiting', place: 1 });
  expect(begun.text).toBe('Recording');
});
