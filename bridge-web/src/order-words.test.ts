import { afterEach, expect, test, vi } from 'vitest';
import type { ClipOrder } from './clip-orders.ts';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});
/** As a page in a browser of that language has it. */
async function inBrowser(language: string) {
  vi.resetModules();
  vi.stubGlobal('navigator', { languages: [language] });
  return import('./order-words.ts');
}
const order = (change: Partial<ClipOrder>) =>
  ({ state: 'cutting', words: 'Cutting 2 minutes …', ...change }) as ClipOrder;

test('on an English page an order stands as the server says', async () => {
  const { orderWords, stateName } = await inBrowser('en-GB');
  expect(orderWords(order({}))).toBe('Cutting 2 minutes …');
  expect(orderWords(order({ words: '' }))).toBe('Cutting');
  expect(stateName(order({}))).toBe('Cutting');
});

test('on a German page the server says it in German; what it does not say, the page does', async () => {
  const { orderWords, stateName } = await inBrowser('de');
  expect(orderWords(order({ words: 'Wird geschnitten, 40 % …' }))).toBe('Wird geschnitten, 40 % …');
  expect(orderWords(order({ words: '' }))).toBe('Wird geschnitten');
  expect(orderWords(order({ state: 'done', words: '' }))).toBe('Fertig');
  expect(stateName(order({ state: 'failed' }))).toBe('Fehlgeschlagen');
  expect(orderWords(order({ state: 'failed', words: 'It failed.' }))).toBe('Fehlgeschlagen');
  const error = 'The disk is full.';
  expect(orderWords(order({ state: 'failed', words: 'It failed.', error }))).toBe(error);
});
