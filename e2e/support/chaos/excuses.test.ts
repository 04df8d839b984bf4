import { expect, test } from 'vitest';
import { costsOf, excusedFor } from './excuses.ts';
import { FAULTS } from './faults/index.ts';

const ALL = ['pictures', 'hearing', 'clips', 'time'];

test('each kind of fault excuses only what it may cost', () => {
  const what = 'something of server 1';
  const loose = FAULTS.filter(({ name }) => costsOf({ name, what }).length === ALL.length);
  expect(loose.map(({ name }) => name)).toEqual([]);
});

test('what a fault costs depends on whom it hits', () => {
  const cost = (name: string, what: string) => costsOf({ name, what });
  expect(cost('kill', 'kill -9 of worker 1')).toEqual([]);
  expect(cost('kill', 'kill -9 of server 2')).toEqual(['pictures']);
  expect(cost('full disk', 'the disk of server 1 is full')).toEqual(['pictures', 'clips']);
  expect(cost('full disk', 'the disk of bot 1 is full')).toEqual(['clips']);
  expect(cost('something else', 'nobody knows')).toEqual(ALL);
});

test('nothing is excused long before a fault, or long after its end', () => {
  const happened = [{ name: 'kill', what: 'kill -9 of server 1', fromMs: 100_000, toMs: 110_000 }];
  expect(excusedFor('pictures', happened)).toEqual([{ fromMs: 96_500, toMs: 125_000 }]);
  expect(excusedFor('hearing', happened)).toEqual([]);
  const what = 'the clock of server 1 steps 7 s back';
  const stepped = [{ ...happened[0], name: 'clock step', what, fromMs: 100_000 }];
  expect(excusedFor('time', stepped)).toEqual([{ fromMs: 89_500, toMs: 132_000 }]);
});
