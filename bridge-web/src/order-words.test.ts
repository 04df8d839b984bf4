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

test('on a German page none of the server’s English is read, but why it failed', async () => {
  const { orderWords, stateName } = await inBrowser('de');
  expect(orderWords(order({}))).toBe('Wird geschnitten');
  expect(orderWords(order({ state: 'done', words: 'Posted.' }))).toBe('Fertig');
  expect(stateName(order({ state: 'failed' }))).toBe('Fehlgeschlagen');
  expect(orderWords(order({ state: 'failed', words: 'It failed.' }))).toBe('Fehlgeschlagen');
  const error = 'The disk is full.';
  expect(orderWords(order({ state: 'failed', words: 'It failed.', error }))).toBe(error);
});

test.each([
  ['channel', 'channel', 'Gepostet'],
  ['dm', 'dm', 'Liegt in deinen Direktnachrichten.'],
  ['channel', 'dm', /nicht posten.*Direktnachrichten/],
  ['dm', 'answer', /Direktnachricht ließ sich nicht.*Antwort/],
  ['library', 'library', 'Liegt in deiner Bibliothek.'],
] as const)('on a German page one for %s that went to %s says so', async (to, landed, words) => {
  const { orderWords } = await inBrowser('de');
  const said = orderWords(order({ state: 'done', words: 'It is posted.', to, landed }));
  expect(said).toMatch(words);
});
