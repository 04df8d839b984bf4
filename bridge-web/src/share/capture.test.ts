import { expect, test } from 'vitest';
import { canShareSound, captureTrouble, obstacle } from './capture.ts';

const fine = {
  isSecureContext: true,
  getDisplayMedia: true,
  h264: true,
  url: new URL('https://replay.example/share#link=abc'),
};

test('nothing is in the way of a current browser on HTTPS', () => {
  expect(obstacle(fine)).toBeUndefined();
});

test('an insecure address comes first, since nothing else works there either', () => {
  const url = new URL('http://192.168.1.5:3000/share#link=abc');
  const found = obstacle({ isSecureContext: false, getDisplayMedia: false, h264: true, url });
  expect(found?.text).toMatch(/HTTPS.*PUBLIC_URL/);
  expect(found?.text).toContain('http://192.168.1.5:3000');
  expect(found?.url).toBe('http://localhost:3000/share#link=abc');
});

test('behind a proxy, localhost isn’t promised', () => {
  const url = new URL('http://replay.example/share#link=abc');
  const found = obstacle({ ...fine, isSecureContext: false, url });
  expect(found?.url).toBeUndefined();
  expect(found?.text).not.toMatch(/this works now/);
});

test('a phone is sent to a computer, with its link unspent', () => {
  expect(obstacle({ ...fine, getDisplayMedia: false })?.text).toMatch(/Phones.*computer.*used up/);
});

test('a browser without H.264 is named before anything is captured', () => {
  expect(obstacle({ ...fine, h264: false })?.text).toMatch(/H\.264/);
});

test.each([
  ['NotAllowedError', /isn’t allowed/],
  ['NotFoundError', /no screen/],
  ['NotReadableError', /another program/],
  ['OverconstrainedError', /quality/],
  ['AbortError', /Try again/],
  ['InvalidStateError', /click/i],
])('%s has words', (name, words) => {
  expect(captureTrouble(new DOMException('x', name))).toMatch(words);
  // OverconstrainedError is no Error in every browser.
  expect(captureTrouble({ name })).toMatch(words);
});

test('an unknown trouble shows what the browser said', () => {
  expect(captureTrouble(new TypeError('odd constraint'))).toContain('odd constraint');
});

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150.0.0.0 Safari/537.36', true],
  ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/150.0.0.0 Safari/537.36 Edg/150', true],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0', false],
  ['Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15', false],
])('%s shares sound: %s', (agent, sound) => expect(canShareSound(agent)).toBe(sound));
