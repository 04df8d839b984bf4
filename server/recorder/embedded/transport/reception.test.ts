import { expect, test } from 'vitest';
import { Reception } from './reception.ts';

const SSRC = 7;
const TICKS_PER_MS = 90;

/** Packets of 10 ms each, with their numbers, as they come. */
function receive(sequences: number[], reception = new Reception(90_000)): Reception {
  for (const sequence of sequences) {
    reception.packet(sequence & 0xffff, sequence * 10 * TICKS_PER_MS, 1e12 + sequence * 10);
  }
  return reception;
}

test('nothing is said of a stream that has not begun', () => {
  expect(new Reception(90_000).report(SSRC, 0)).toBeNull();
});

test('tells what is missing: of late, and in all', () => {
  const reception = receive([1, 2, 3, 5, 6, 7, 9, 10]);
  expect(reception.report(SSRC, 0)).toMatchObject({
    ssrc: SSRC,
    packetsLost: 2,
    fractionLost: Math.floor((2 / 10) * 256),
    highestSequence: 10,
  });
  receive([11, 12], reception);
  expect(reception.report(SSRC, 0)).toMatchObject({ packetsLost: 2, fractionLost: 0 });
  // What was asked for again and came is not lost any more.
  receive([4, 8], reception);
  expect(reception.report(SSRC, 0)).toMatchObject({ packetsLost: 0, fractionLost: 0 });
});

test('counts on when the numbers wrap', () => {
  const reception = receive([65_534, 65_535, 65_536, 65_538]);
  expect(reception.report(SSRC, 0)).toMatchObject({ highestSequence: 65_538, packetsLost: 1 });
});

test('packets at their pace have no jitter, others about as much as they are late by', () => {
  const pace = Array.from({ length: 200 }, (_, i) => i);
  expect(receive(pace).report(SSRC, 0)?.jitter).toBe(0);
  const uneven = new Reception(90_000);
  for (const i of pace) uneven.packet(i, i * 900, 1e12 + i * 10 + (i % 2) * 4);
  const { jitter = 0 } = uneven.report(SSRC, 0) ?? {};
  expect(jitter / TICKS_PER_MS).toBeGreaterThan(3);
  expect(jitter / TICKS_PER_MS).toBeLessThan(5);
});

test("gives the sender report's time back, and how long ago it came", () => {
  const reception = receive([1]);
  reception.senderReport(0x0102030405060708n, 5000);
  expect(reception.report(SSRC, 5500)).toMatchObject({ lsr: 0x03040506, dlsr: 0x8000 });
});

test('a report after most of a day without one of the sender can be written', () => {
  const reception = receive([1, 2]);
  reception.senderReport(1n << 32n, 0);
  const report = reception.report(SSRC, 30 * 3600_000);
  expect(report?.dlsr).toBe(0xffffffff);
  expect(report?.serialize()).toHaveLength(24);
});
