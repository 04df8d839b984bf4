import { beforeAll, expect, test } from 'vitest';
import { isOrder, type LoadOutcome, measureLoad } from '../bench/interacting/measured.ts';

// A hundred commands, completions and presses a second for a minute, and every five seconds all connections are cut.
const LOAD = { perSecond: 100, seconds: 60, dropEveryMs: 5000 };

let outcome: LoadOutcome;
beforeAll(async () => {
  outcome = await measureLoad(LOAD);
}, 200_000);

test('each interaction is answered in time, once', () => {
  const { interactions } = outcome;
  expect(interactions).toHaveLength(LOAD.perSecond * LOAD.seconds);
  expect(interactions.filter(({ state }) => state !== 'answered')).toEqual([]);
  expect(interactions.filter(({ callbacks }) => callbacks !== 1)).toEqual([]);
});

test('each clip that was asked for is made once, and its person is told', () => {
  const { clips, end, interactions } = outcome;
  const ordered = interactions.filter(isOrder);
  expect(ordered).toHaveLength((LOAD.perSecond * LOAD.seconds) / 4);
  // The first one is the clip whose buttons are pressed.
  expect(end.made.slice(1).toSorted()).toEqual(ordered.map(({ id }) => id).toSorted());
  expect(clips.filter((message) => !message?.content.includes('It is in your library'))).toEqual(
    [],
  );
  expect(end.left).toBe(0);
});
