import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { closeToast, listenToToasts, type Toast, toast } from './toasts.ts';

let shown: Toast[] = [];
let leave: () => void;
beforeEach(() => {
  vi.useFakeTimers();
  leave = listenToToasts((toasts) => {
    shown = toasts;
  });
});
afterEach(() => {
  for (const { id } of shown) closeToast(id);
  leave();
  vi.useRealTimers();
});
const texts = () => shown.map(({ text }) => text);
const UNDO = { label: 'Undo', run: () => undefined };

test('what says the same takes the place of the one before', () => {
  toast('plain', 'Saved.');
  toast('plain', 'Copied.');
  toast('good', 'Saved.');
  expect(texts()).toEqual(['Copied.', 'Saved.']);
  expect(shown[1]!.tone).toBe('good');
});

test('one with a button stays beside one that says the same', () => {
  const undone: string[] = [];
  for (const clip of ['A', 'B']) {
    const action = { label: 'Undo', run: () => void undone.push(clip) };
    toast('plain', 'Clip deleted.', { action, forMs: 60_000 });
  }
  toast('plain', 'Clip deleted.');
  expect(texts()).toEqual(['Clip deleted.', 'Clip deleted.', 'Clip deleted.']);
  for (const { action } of shown) action?.run();
  expect(undone).toEqual(['A', 'B']);
});

test('where there are many the oldest go, but none with a button before its time', () => {
  toast('plain', 'first', { action: UNDO, forMs: 60_000 });
  for (const text of ['a', 'b', 'c', 'd', 'e']) toast('bad', text);
  expect(texts()).toEqual(['first', 'c', 'd', 'e']);
  for (const text of ['2', '3', '4', '5']) toast('plain', text, { action: UNDO, forMs: 60_000 });
  expect(texts()).toEqual(['first', '2', '3', '4', '5']);
  toast('plain', 'newest');
  expect(texts()).toEqual(['first', '2', '3', '4', '5', 'newest']);
  vi.advanceTimersByTime(59_000);
  expect(texts()).toEqual(['first', '2', '3', '4', '5']);
  vi.advanceTimersByTime(1000);
  expect(texts()).toEqual([]);
});

test('each goes by itself, what is bad only when it is closed', () => {
  toast('plain', 'Saved.');
  const close = toast('bad', 'It failed.');
  vi.advanceTimersByTime(8000);
  expect(texts()).toEqual(['It failed.']);
  vi.advanceTimersByTime(3_600_000);
  expect(texts()).toEqual(['It failed.']);
  close();
  expect(texts()).toEqual([]);
});
