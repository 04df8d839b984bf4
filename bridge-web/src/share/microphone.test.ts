import { expect, test } from 'vitest';
import { microphoneTrouble } from './microphone.ts';

test.each([
  ['NotAllowedError', /isn’t allowed/],
  ['NotFoundError', /no microphone/],
  ['OverconstrainedError', /no microphone/],
  ['NotReadableError', /another program/],
  ['AbortError', /another program/],
  ['SecurityError', /HTTPS/],
])('%s has words', (name, words) => {
  expect(microphoneTrouble(new DOMException('x', name))).toMatch(words);
  expect(microphoneTrouble({ name })).toMatch(words);
});

test('an unknown trouble shows what the browser said', () => {
  expect(microphoneTrouble(new TypeError('odd device'))).toContain('odd device');
});
