import { expect, test } from 'vitest';
import type { Places } from '../places.ts';
import { possibleTarget } from './target.ts';

const PLACES: Places = {
  guilds: [
    {
      ...{ id: '1', name: 'Guild' },
      channels: [{ id: '20', name: 'clips', kind: 'text', limitBytes: 1 }],
    },
  ],
  dm: { limitBytes: 1 },
};

test('what was chosen goes before where one shares', () => {
  expect(possibleTarget({ to: 'dm' }, PLACES, { id: '20' })).toEqual({ to: 'dm' });
  expect(possibleTarget(undefined, PLACES, { id: '20' })).toEqual({
    to: 'channel',
    channelId: '20',
  });
});

test('what is made of somebody else’s clip goes into no library, and else to oneself alone', () => {
  expect(possibleTarget({ to: 'library' }, PLACES, { id: '20' }, false)).toEqual({ to: 'dm' });
  expect(possibleTarget(undefined, PLACES, { id: '21' }, false)).toEqual({ to: 'dm' });
  expect(possibleTarget(undefined, PLACES, { id: '20' }, false)).toMatchObject({ channelId: '20' });
});

test('where one can’t post there is only the library, never another channel', () => {
  expect(possibleTarget({ to: 'channel', channelId: '21' }, PLACES, { id: '20' })).toEqual({
    to: 'library',
  });
  expect(possibleTarget(undefined, PLACES, { id: '21' })).toEqual({ to: 'library' });
  expect(possibleTarget(undefined, PLACES, null)).toEqual({ to: 'library' });
});
