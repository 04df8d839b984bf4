import { expect, test } from 'vitest';
import { missedWords } from './missed-words.ts';

test('what ended while nobody looked is said with its time and place', () => {
  const missed = { channelId: '20', atMs: new Date().setHours(9, 5) };
  expect(missedWords(missed, '20')).toMatch(
    /^While you were away \(\D*0?9:05[^,]*\), the recording of your share ended\.$/,
  );
  const elsewhere = { ...missed, atMs: 0, error: 'The disk is full.' };
  const words = missedWords(elsewhere, '21');
  expect(words).toContain(', the recording of your share in another channel failed: The disk is');
  expect(words).toMatch(/\(.*January.*, /);
  // The library and the trim page are for no channel.
  expect(missedWords(elsewhere)).toContain(', the recording of your share failed: The disk is');
});
