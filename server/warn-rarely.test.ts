import { expect, test } from 'vitest';
import { warnRarely } from './warn-rarely.ts';

test('the same is said once in ten seconds, counted; another thing at once', () => {
  const lines: [string, number?][] = [];
  let nowMs = 0;
  const warn = warnRarely(
    {
      warn: ({ err, unsaid }: { err: Error; unsaid?: number }) =>
        void lines.push(unsaid === undefined ? [err.message] : [err.message, unsaid]),
    },
    'it is away',
    () => nowMs,
  );
  for (; nowMs <= 20_000; nowMs += 1000) warn(new Error('closed'));
  warn(new Error('refused'));
  warn(new Error('refused'));
  expect(lines).toEqual([['closed'], ['closed', 9], ['closed', 9], ['refused']]);
});
