import { afterEach, expect, test, vi } from 'vitest';
import { ApiError } from '../api.ts';
import { onSignedOut } from '../session.ts';
import { closeToast, listenToToasts, type Toast } from '../ui/toasts.ts';
import { attempt } from './attempt.ts';

let toasts: Toast[] = [];
const leave = listenToToasts((now) => {
  toasts = now;
});
afterEach(() => {
  for (const { id } of toasts) closeToast(id);
});

const refusing = (status: number) => () => Promise.reject(new ApiError(status, 'Why not.'));

test('what was done is given back, and nothing is said', async () => {
  expect(await attempt(async () => 7)).toBe(7);
  expect(toasts).toEqual([]);
});

test.each([0, 403, 409, 503])('a %i is told in the server’s words', async (status) => {
  expect(await attempt(refusing(status), () => expect.unreachable())).toBeUndefined();
  expect(toasts).toMatchObject([{ tone: 'bad', text: 'Why not.' }]);
});

test('a session that ended leads to signing in, without further words', async () => {
  const ended = vi.fn();
  const off = onSignedOut(ended);
  await attempt(refusing(401));
  off();
  await attempt(refusing(401));
  expect(ended).toHaveBeenCalledTimes(1);
  expect(toasts).toEqual([]);
});

test('a clip that is gone is somebody’s to deal with, else it is told', async () => {
  const gone = vi.fn();
  await attempt(refusing(404), gone);
  expect(gone).toHaveBeenCalledTimes(1);
  expect(toasts).toEqual([]);
  await attempt(refusing(404));
  expect(toasts).toMatchObject([{ text: 'Why not.' }]);
});

test('a defect is not hidden behind words', async () => {
  await expect(attempt(() => Promise.reject(new TypeError('bug')))).rejects.toThrow('bug');
  leave();
});
