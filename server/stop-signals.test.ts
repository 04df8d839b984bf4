import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { onStopSignal } from './stop-signals.ts';

function listen() {
  const on = new EventEmitter();
  const done: string[] = [];
  let nowMs = 0;
  onStopSignal(
    () => done.push('ends'),
    () => done.push('ends at once'),
    { on, now: () => nowMs },
  );
  const tell = (signal: string, atMs: number) => {
    nowMs = atMs;
    on.emit(signal);
  };
  return { done, tell };
}

test('one Ctrl-C, which npm passes on once more, lets it end in order', () => {
  const { done, tell } = listen();
  tell('SIGINT', 1000);
  tell('SIGINT', 1001);
  expect(done).toEqual(['ends']);
});

test('who tells it twice does not wait', () => {
  const { done, tell } = listen();
  tell('SIGTERM', 1000);
  tell('SIGINT', 3000);
  expect(done).toEqual(['ends', 'ends at once']);
});
