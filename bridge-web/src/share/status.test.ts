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
