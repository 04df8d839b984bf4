import { expect, test } from 'vitest';
import type { Places, Target } from '../places.ts';
import { readTarget, rememberTarget } from './target.ts';

const MB = 1024 * 1024;
const places = (...ids: string[]): Places => ({
  guilds: [
    {
      id: '10',
      name: 'Test',
      channels: ids.map((id) => ({ id, name: `c${id}`, kind: 'text', limitBytes: 10 * MB })),
    },
  ],
  dm: { limitBytes: 10 * MB },
});
const ADA = { userId: '1', guildId: '10' };
const stored = (value: string | null) => ({ getItem: () => value });
const remembered = (target: Target) => {
  let text = '';
  rememberTarget(ADA, target, { setItem: (_key, value) => void (text = value) });
  return stored(text);
};

test('clips go into the channel that one shares for, until something else was chosen', () => {
  const here = { to: 'channel', channelId: '20' };
  for (const odd of [null, 'x', '{}', '[]', '{"to":"moon"}', '{"to":"channel"}', 'null']) {
    expect(readTarget(ADA, '20', places('20'), stored(odd))).toEqual(here);
  }
  for (const target of [
    { to: 'dm' },
    { to: 'library' },
    { to: 'channel', channelId: '21' },
  ] as const) {
    expect(readTarget(ADA, '20', places('20', '21'), remembered(target))).toEqual(target);
  }
});

test('where one may not post any more, the own channel, and else the library', () => {
  const gone = remembered({ to: 'channel', channelId: '21' });
  expect(readTarget(ADA, '20', places('20'), gone)).toEqual({ to: 'channel', channelId: '20' });
  expect(readTarget(ADA, '20', places(), gone)).toEqual({ to: 'library' });
});

test('as long as Discord has not answered, what was chosen holds', () => {
  const chosen = remembered({ to: 'channel', channelId: '21' });
  expect(readTarget(ADA, '20', undefined, chosen)).toEqual({ to: 'channel', channelId: '21' });
});

test('what one person chose on a server holds for nobody else and on no other', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  rememberTarget(ADA, { to: 'dm' }, storage);
  rememberTarget({ ...ADA, guildId: '11' }, { to: 'library' }, storage);
  const here = { to: 'channel', channelId: '20' };
  expect(readTarget(ADA, '20', undefined, storage)).toEqual({ to: 'dm' });
  expect(readTarget({ ...ADA, guildId: '11' }, '20', undefined, storage).to).toBe('library');
  expect(readTarget({ ...ADA, guildId: '12' }, '20', undefined, storage)).toEqual(here);
  expect(readTarget({ ...ADA, userId: '2' }, '20', undefined, storage)).toEqual(here);
});
