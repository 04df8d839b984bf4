import { expect, test } from 'vitest';
import { pickLanguage } from './i18n.ts';

test.each([
  [null, ['de-AT', 'en'], 'de'],
  [null, ['fr', 'de'], 'de'],
  [null, ['fr', 'en-GB', 'de'], 'en'],
  [null, [], 'en'],
  ['en', ['de'], 'en'],
  ['de', ['en'], 'de'],
  ['xx', ['de'], 'de'],
] as const)('chosen %j of a browser that wants %j', (chosen, wanted, language) =>
  expect(pickLanguage(chosen, wanted)).toBe(language),
);
