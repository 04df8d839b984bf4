import { expect, test } from 'vitest';
import { UserError } from '../errors.ts';
import { en } from './en.ts';
import { translated } from './translated.ts';
import { LANGUAGES, wordsIn } from './words.ts';

const de = wordsIn('de');

test('what was kept in English is said in German', () => {
  expect(translated(en.faults.livekitAway, de)).toBe(de.faults.livekitAway);
  expect(translated(en.fields.scope, de)).toBe(de.fields.scope);
});

test('what is filled in stays', () => {
  expect(translated(en.faults.codec('AV1'), de)).toBe(de.faults.codec('AV1'));
  expect(translated(en.fields.longest(100), de)).toBe(de.fields.longest(100));
  expect(translated(en.fields.oneOf('a, b'), de)).toBe(de.fields.oneOf('a, b'));
});

test('every sentence that is kept so finds itself, in every language', () => {
  for (const group of ['faults', 'fields'] as const) {
    for (const language of LANGUAGES) {
      const theirs = wordsIn(language)[group] as Record<string, unknown>;
      for (const [key, sentence] of Object.entries(en[group])) {
        if (typeof sentence !== 'string') continue;
        expect(translated(sentence, wordsIn(language)), key).toBe(theirs[key]);
      }
    }
  }
});

test('words that are none of ours stay as they are', () => {
  expect(translated('The cat is on the disk.', de)).toBe('The cat is on the disk.');
  expect(translated('', de)).toBe('');
  expect(translated(en.faults.livekitAway, en)).toBe(en.faults.livekitAway);
});

test('an error is English for the log, and for a person in their language', () => {
  const error = new UserError((words) => words.orders.tooManyAtOnce(10, ''), { status: 429 });
  expect(error.message).toContain('10 of your clips');
  expect(error.in('de')).toContain('10 deiner Clips');
  expect(error.in('en')).toBe(error.message);
  expect(error.status).toBe(429);
  expect(new UserError(en.faults.brokeOff).in('de')).toBe(de.faults.brokeOff);
  expect(new UserError('Only English.').in('de')).toBe('Only English.');
});
