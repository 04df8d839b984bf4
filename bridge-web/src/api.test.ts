import { afterEach, expect, test, vi } from 'vitest';
import { ApiError, call } from './api.ts';

afterEach(() => vi.unstubAllGlobals());

const answer = (status: number, body?: string) =>
  vi.stubGlobal('fetch', async () => new Response(body, { status }));

test('gives the answer’s JSON', async () => {
  answer(200, '{"a":1}');
  expect(await call('GET', '/x')).toEqual({ a: 1 });
});

test('an answer without a body is undefined', async () => {
  answer(204);
  expect(await call('DELETE', '/x')).toBeUndefined();
});

test('an error carries the server’s own sentence', async () => {
  answer(403, '{"error":"You are signed in for another channel."}');
  const error = new ApiError(403, 'You are signed in for another channel.');
  await expect(call('POST', '/x')).rejects.toEqual(error);
});

test('an error brings along what else was said', async () => {
  answer(409, '{"error":"This link is for Bo.","linkFor":"Bo"}');
  const error = new ApiError(409, 'This link is for Bo.', { linkFor: 'Bo' });
  await expect(call('POST', '/x')).rejects.toEqual(error);
});

test('an error without a sentence (a proxy’s page) names its status', async () => {
  answer(502, '<h1>Bad gateway</h1>');
  await expect(call('GET', '/x')).rejects.toMatchObject({
    status: 502,
    message: expect.stringMatching(/502/),
  });
});

test('a server that can’t be reached has status 0 and words', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  await expect(call('GET', '/x')).rejects.toMatchObject({
    status: 0,
    message: expect.stringMatching(/reached/),
  });
});
