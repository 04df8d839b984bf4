import { expect, test } from 'vitest';
import { conceal, keepSecret } from './conceal.ts';

test('a secret is left out wherever it stands, also within JSON and addresses', () => {
  const secret = 'a "quoted\\one" & more';
  keepSecret(secret);
  const text = [secret, JSON.stringify({ secret }), `x?p=${encodeURIComponent(secret)}`].join('\n');
  expect(conceal(text)).toBe('[secret]\n{"secret":"[secret]"}\nx?p=[secret]');
});

test('of two secrets the longer one is left out as a whole', () => {
  keepSecret('abcdef', 'abcdef-and-on');
  expect(conceal('abcdef-and-on, abcdef')).toBe('[secret], [secret]');
});

test('what is too short to guard anything leaves other words alone', () => {
  keepSecret('s', '', undefined);
  expect(conceal('shares')).toBe('shares');
});

test.each([
  ['redis://me:hunter22@store:6379/0', 'redis://me:[secret]@store:6379/0'],
  ['redis://:hunter22@store', 'redis://:[secret]@store'],
  [
    'https://x/a?X-Amz-Date=1&X-Amz-Signature=0aF9',
    'https://x/a?X-Amz-Date=1&X-Amz-Signature=[secret]',
  ],
  ['https://x/c/1?until=5&sig=ab_C-9', 'https://x/c/1?until=5&sig=[secret]'],
  [`{ Authorization: 'Bot MTk4.x-Y.z' }`, `{ Authorization: 'Bot [secret]' }`],
  ['{"authorization":"Bearer abc.def"}', '{"authorization":"Bearer [secret]"}'],
  ['https://discord.com/api/webhooks/1/tok-en_', 'https://discord.com/api/webhooks/1/[secret]'],
])('%s: what looks like a secret is left out', (text, without) => {
  expect(conceal(text)).toBe(without);
});

test.each([
  'redis://store:6379 does not answer',
  'at https://example.org:3000/share, by ada@example.org',
  'the Bot permissions are missing',
])('%s: nothing else is', (text) => {
  expect(conceal(text)).toBe(text);
});
