import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tellClipped } from './clipped-by-other.ts';
import { closeToast, listenToToasts, type Toast } from './ui/toasts.ts';

let shown: Toast[] = [];
let leave: () => void;
let asked: string[];
let answer: () => Response;
beforeEach(() => {
  leave = listenToToasts((toasts) => {
    shown = toasts;
  });
  asked = [];
  answer = () => Response.json({ left: 0 });
  vi.stubGlobal('fetch', async (path: string, { method }: RequestInit) => {
    asked.push(`${method} ${path}`);
    return answer();
  });
});
afterEach(() => {
  for (const { id } of shown) closeToast(id);
  leave();
  vi.unstubAllGlobals();
});

const CLIP = { clipId: '9', by: 'Bo', lengthMs: 120_000 };

test('it stays until it is closed or the clip is deleted', async () => {
  tellClipped(CLIP);
  expect(shown).toMatchObject([{ text: 'Bo has clipped 2 minutes of your share.' }]);
  expect(shown[0]?.untilMs).toBe(Number.POSITIVE_INFINITY);
  shown[0]?.action?.run();
  await vi.waitFor(() => expect(shown.at(-1)?.text).toContain('is deleted, and so is its message'));
  expect(asked).toEqual(['POST /api/clips/9/withdraw']);
});

test('what stays on Discord, or fails, is said; a name is not always known', async () => {
  tellClipped({ ...CLIP, by: null });
  expect(shown[0]?.text).toMatch(/^Somebody has clipped/);
  answer = () => Response.json({ left: 1 });
  shown[0]?.action?.run();
  await vi.waitFor(() => expect(shown.at(-1)?.text).toContain('message on Discord could not be'));
  answer = () =>
    Response.json({ error: 'There is no such clip, or it is not yours.' }, { status: 404 });
  shown[0]?.action?.run();
  await vi.waitFor(() => expect(shown.at(-1)?.text).toContain('There is no such clip'));
  expect(shown.at(-1)?.tone).toBe('bad');
});
