import { expect, test } from 'vitest';
import { Reorder } from './reorder.ts';
import { RoundTrip } from './round-trip.ts';

const WAIT_MS = 1500;
/** Long after what was just noticed: everything that is missing is asked for by then. */
const LATER_MS = 500;

function deliver(sequences: number[], { nowMs = 0 } = {}) {
  const reorder = new Reorder<number>(() => WAIT_MS, new RoundTrip(40));
  const out = sequences.flatMap((s) => reorder.push(s & 0xffff, s, nowMs));
  return { reorder, items: out.map(({ item }) => item), out };
}

test.each([
  ['in order', [1, 2, 3, 4], [1, 2, 3, 4]],
  ['swapped', [1, 3, 2, 4], [1, 2, 3, 4]],
  ['doubled', [1, 2, 2, 1, 3], [1, 2, 3]],
  ['over the wrap, swapped', [65534, 65536, 65535, 65537], [65534, 65535, 65536, 65537]],
])('packets come out in order: %s', (_, arriving, expected) => {
  const { items, out } = deliver(arriving);
  expect(items).toEqual(expected);
  expect(out.some(({ afterLoss }) => afterLoss)).toBe(false);
});

test('a missing packet is waited for, asked for, and given up when its time is over', () => {
  const { reorder, items } = deliver([65534, 65537, 65538, 65540], { nowMs: 1000 });
  expect(items).toEqual([65534]);
  expect(reorder.ask(1000 + LATER_MS)).toEqual([65535, 0, 3]);
  expect(reorder.expire(1000 + WAIT_MS - 1)).toEqual([]);
  expect(reorder.expire(1000 + WAIT_MS)).toEqual([
    { item: 65537, afterLoss: true },
    { item: 65538, afterLoss: false },
    { item: 65540, afterLoss: true },
  ]);
  expect(reorder.lost).toBe(3);
  expect(reorder.ask(10_000)).toEqual([]);
  expect(reorder.push(65539 & 0xffff, 65539, 3000)).toEqual([]);
});

test('a packet that comes late, but in time, closes the gap', () => {
  const { reorder } = deliver([10, 12, 13]);
  expect(reorder.push(11, 11, 900).map(({ item }) => item)).toEqual([11, 12, 13]);
  expect(reorder.expire(10_000)).toEqual([]);
  expect(reorder.lost).toBe(0);
});

test('a sender that begins anew is followed from its second packet on, and the break is told', () => {
  const { reorder } = deliver([100, 101, 103]);
  expect(reorder.push(30_000, 30_000, 0)).toEqual([]);
  expect(reorder.push(30_001, 30_001, 0)).toEqual([
    { item: 103, afterLoss: true },
    { item: 30_000, afterLoss: true },
    { item: 30_001, afterLoss: false },
  ]);
  expect(reorder.push(30_002, 30_002, 0)).toEqual([{ item: 30_002, afterLoss: false }]);
});

test.each([
  ['swapped', [30_001, 30_000, 30_002]],
  ['with a hole, filled in time', [30_000, 30_002, 30_001]],
  ['over the wrap', [65_535, 65_536, 65_537]],
])('a sender that begins anew loses nothing of what it sends: %s', (_, arriving) => {
  const { items } = deliver([40_000, ...arriving]);
  expect(items).toEqual([40_000, ...arriving.sort((a, b) => a - b)]);
});

test('one packet from long ago is no new beginning, however often one comes', () => {
  const { reorder, items } = deliver([10_000, 10_001, 50, 10_002, 51, 10_003, 52, 52, 10_004]);
  expect(items).toEqual([10_000, 10_001, 10_002, 10_003, 10_004]);
  expect(reorder.ask(LATER_MS)).toEqual([]);
  expect(reorder.lost).toBe(0);
});

test('any shuffle within the wait gives back the order', () => {
  const sent = Array.from({ length: 2000 }, (_, i) => 65_000 + i);
  const arriving = sent
    .map((s, i) => ({ s, at: i + ((i * 7919) % 23) }))
    .sort((a, b) => a.at - b.at)
    .map(({ s }) => s);
  // The first to arrive is where the order begins.
  const first = arriving[0] ?? 0;
  const { reorder, items } = deliver(arriving);
  expect(items).toEqual(sent.filter((s) => s >= first));
  expect(reorder.ask(LATER_MS)).toEqual([]);
});

test('a gap that LiveKit can no longer fill is passed over at once, and the packet behind it knows', () => {
  const { reorder, items } = deliver([65_000, 65_002, 65_003]);
  expect(items).toEqual([65_000]);
  expect(reorder.push(65_800 & 0xffff, 65_800, 10)).toEqual([
    { item: 65_002, afterLoss: true },
    { item: 65_003, afterLoss: false },
    { item: 65_800, afterLoss: true },
  ]);
  expect(reorder.lost).toBe(1 + 796);
  expect(reorder.ask(LATER_MS)).toEqual([]);
  expect(reorder.push(65_801 & 0xffff, 65_801, 20)).toEqual([{ item: 65_801, afterLoss: false }]);
});

test('a gap of hundreds is filled, whatever the order of what comes again', () => {
  const { reorder } = deliver([65_400]);
  reorder.push(65_801 & 0xffff, 65_801, 0);
  const asked = reorder.ask(LATER_MS);
  expect(asked).toHaveLength(400);
  expect(asked).toEqual(Array.from({ length: 400 }, (_, i) => (65_401 + i) & 0xffff));
  const again = asked.map((_, i) => 65_401 + ((i * 7) % 400));
  const released = again.flatMap((at) => reorder.push(at & 0xffff, at, LATER_MS + 40));
  expect(released.map(({ item }) => item)).toEqual(
    Array.from({ length: 401 }, (_, i) => 65_401 + i),
  );
  expect(released.some(({ afterLoss }) => afterLoss)).toBe(false);
  expect(reorder.lost).toBe(0);
});

test('behind a gap any number of packets may wait', () => {
  const { reorder } = deliver([65_000]);
  for (let at = 65_002; at < 70_000; at += 1) reorder.push(at & 0xffff, at, at - 65_000);
  expect(reorder.ask(5000)).toEqual([65_001]);
  expect(reorder.push(65_001, 65_001, 5000)).toHaveLength(4999);
  expect(reorder.lost).toBe(0);
});

test('each gap has its own patience', () => {
  const { reorder } = deliver([1, 3]);
  reorder.push(5, 5, 1000);
  expect(reorder.expire(WAIT_MS).map(({ item }) => item)).toEqual([3]);
  expect(reorder.expire(1000 + WAIT_MS - 1)).toEqual([]);
  expect(reorder.expire(1000 + WAIT_MS)).toEqual([{ item: 5, afterLoss: true }]);
});

test('what the end leaves over comes in order, with every hole told', () => {
  const { reorder } = deliver([1, 3, 6, 4]);
  expect(reorder.flush()).toEqual([
    { item: 3, afterLoss: true },
    { item: 4, afterLoss: false },
    { item: 6, afterLoss: true },
  ]);
  expect(reorder.flush()).toEqual([]);
});

test('gap upon gap is not waited for without an end: the oldest are passed over', () => {
  const reorder = new Reorder<number>(() => WAIT_MS, new RoundTrip(40));
  const pushed = Array.from({ length: 5000 }, (_, i) => i * 400);
  const released = pushed.flatMap((at) => reorder.push(at & 0xffff, at, 0));
  expect(reorder.ask(LATER_MS).length).toBeLessThan(2500);
  const items = [...released, ...reorder.flush()].map(({ item }) => item);
  expect(items).toEqual(pushed);
});
