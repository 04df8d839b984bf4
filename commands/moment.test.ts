import { expect, test } from 'vitest';
import type { Mark } from '../server/marks/marks.ts';
import { LANGUAGES, wordsIn } from '../server/words/words.ts';
import { momentChoices, momentOption } from './moment.ts';

const NOW = 1_763_900_000_000;

const mark = (id: string, agoMs: number, label = ''): Mark => ({
  ...{ id, userId: '11', guildId: '21', channelId: '31', atMs: NOW - agoMs, label },
});

function asked(recent: Mark[], lastClipEnd?: number) {
  const marks = {
    recent: async (_userId: string, limit = 100) => recent.slice(0, limit),
    lastClipEnd: async () => lastClipEnd,
  };
  return { userId: '11', momentMs: NOW, marks };
}

const MARKS = [mark('903', 10_000), mark('902', 60_000, 'Boss fight'), mark('901', 300_000, '5m')];

test.each([
  ['last mark', 10_000],
  ['Mark ', 10_000],
  ['boss FIGHT', 60_000],
  ['902', 60_000],
  ['last clip', 90_000],
  ['letzte Markierung', 10_000],
  ['letzter Clip', 90_000],
  ['2m', 120_000],
  ['5m', 300_000],
])('%s is %i ms ago', async (typed, agoMs) => {
  expect(NOW - (await momentOption(typed, asked(MARKS, NOW - 90_000)))).toBe(agoMs);
});

test('what there is not is said, with what to do', async () => {
  await expect(momentOption('last mark', asked([]))).rejects.toThrow('/replay mark');
  await expect(momentOption('last clip', asked(MARKS))).rejects.toThrow('duration:');
  await expect(momentOption('boss', asked(MARKS))).rejects.toThrow(
    'none of your marks and no length',
  );
});

test('offered are the last mark, the last clip, then the marks before', async () => {
  expect(await momentChoices('', asked(MARKS, NOW - 90_000))).toEqual([
    { name: 'my last mark (10s ago)', value: 'last mark' },
    { name: 'the end of my last clip (1m30s ago)', value: 'last clip' },
    { name: 'Boss fight, 1m ago', value: '902' },
    { name: '5m, 5m ago', value: '901' },
  ]);
  expect(await momentChoices('boss', asked(MARKS))).toEqual([
    { name: 'Boss fight, 1m ago', value: '902' },
  ]);
  expect(await momentChoices('', asked([]))).toEqual([]);
});

test('offered in German, with the same values', async () => {
  expect(await momentChoices('', asked(MARKS, NOW - 90_000), wordsIn('de'))).toEqual([
    { name: 'meine letzte Markierung (vor 10 Sek.)', value: 'last mark' },
    { name: 'das Ende meines letzten Clips (vor 1 Min. 30 Sek.)', value: 'last clip' },
    { name: 'Boss fight, vor 1 Min.', value: '902' },
    { name: '5m, vor 5 Min.', value: '901' },
  ]);
});

test('as many and as long as Discord takes', async () => {
  const many = Array.from({ length: 60 }, (_, i) => mark(`${i}`, i * 1000, 'x'.repeat(80)));
  for (const language of LANGUAGES) {
    const choices = await momentChoices('', asked(many, NOW), wordsIn(language));
    expect(choices).toHaveLength(25);
    for (const { name } of choices) expect(name.length).toBeLessThanOrEqual(100);
  }
});
