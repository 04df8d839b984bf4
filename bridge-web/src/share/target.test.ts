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
const stored = (value: string | null) => ({ getItem: () => value });
const remembered = (target: Target) => {
  let text = '';
  rememberTarget(target, { setItem: (_key, value) => void (text = value) });
  return stored(text);
};

test('clips go into the channel that one shares for, until something else was chosen', () => {
  const here = { to: 'channel', channelId: '20' };
  for (const odd of [null, 'x', '{}', '[]', '{"to":"moon"}', '{"to":"channel"}', 'null']) {
    expect(readTarget('20', places('20'), stored(odd))).toEqual(here);
  }
  for (const target of [
    { to: 'dm' },
    { to: 'library' },
    { to: 'channel', channelId: '21' },
  ] as const) {
    expect(readTarget('20', places('20', '21'), remembered(target))).toEqual(target);
  }
});

test('where one may not post any more, the own channel, and else the library', () => {
  const gone = remembered({ to: 'channel', channelId: '21' });
  expect(readTarget('20', places('20'), gone)).toEqual({ to: 'channel', channelId: '20' });
  expect(readTarget('20', places(), gone)).toEqual({ to: 'library' });
});

test('as long as Discord has not answered, what was chosen holds', () => {
  const chosen = remembered({ to: 'channel', channelId: '21' });
  expect(readTarget('20', undefined, chosen)).toEqual({ to: 'channel', channelId: '21' });
});
