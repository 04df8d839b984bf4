import { expect, test } from 'vitest';
import { opusDurationMs, SILENCE } from './opus.ts';
import { SoundLine } from './sound-line.ts';

/** TOC byte of 20 ms of full-band CELT, stereo. */
const PACKET = Buffer.from([0xfc, 1, 2]);

function line(startMs: number) {
  const written: { atMs: number; silent: boolean }[] = [];
  const sound = new SoundLine(startMs, (packet, atMs) =>
    written.push({ atMs, silent: packet === SILENCE }),
  );
  /** Every packet begins where the one before it ends. */
  const unbroken = () => written.every(({ atMs }, i) => atMs === startMs + i * 20);
  return { sound, written, unbroken };
}

test('packets near their place follow one another, whatever their jitter', () => {
  const { sound, written, unbroken } = line(1000);
  for (let i = 0; i < 50; i += 1) sound.push(PACKET, 1000 + i * 20 + ((i * 7) % 25) - 12);
  expect(written).toHaveLength(50);
  expect(written.some(({ silent }) => silent)).toBe(false);
  expect(unbroken()).toBe(true);
});

test('sound that starts late or stops for a while leaves silence, and stands in its place again', () => {
  const { sound, written, unbroken } = line(1000);
  sound.push(PACKET, 2000);
  sound.push(PACKET, 2020);
  sound.push(PACKET, 3000);
  expect(written.filter(({ silent }) => !silent).map(({ atMs }) => atMs)).toEqual([
    2000, 2020, 3000,
  ]);
  expect(unbroken()).toBe(true);
});

test('a pause of the share is left out, whichever comes first after it', () => {
  const { sound, written } = line(1000);
  sound.push(PACKET, 1000);
  sound.push(PACKET, 600_000);
  sound.skipTo(900_000);
  sound.fillTo(900_020);
  // What is filled stays so.
  sound.skipTo(900_000);
  sound.push(PACKET, 900_020);
  expect(written).toEqual([
    { atMs: 1000, silent: false },
    { atMs: 600_000, silent: false },
    { atMs: 900_000, silent: true },
    { atMs: 900_020, silent: false },
  ]);
});

test('sound whose place has been filled is left out', () => {
  const { sound, written, unbroken } = line(1000);
  sound.fillTo(1500);
  sound.push(PACKET, 1400);
  sound.push(PACKET, 1500);
  expect(written.filter(({ silent }) => !silent).map(({ atMs }) => atMs)).toEqual([1500]);
  expect(unbroken()).toBe(true);
});

test('a drift of the clocks is made good before it can be heard as lateness', () => {
  const { sound, written } = line(0);
  for (let i = 0; i < 5000; i += 1) sound.push(PACKET, i * 20.02);
  const end = written.at(-1)?.atMs ?? 0;
  expect(Math.abs(end - 4999 * 20.02)).toBeLessThan(40);
});

test.each([
  ['fcff', 20],
  ['e4', 2.5],
  ['f8fffe', 20],
  ['fd00', 40],
  ['ff03', 60],
  ['08', 20],
  ['', 0],
])('Opus packet %s lasts %d ms', (hex, durationMs) => {
  expect(opusDurationMs(Buffer.from(hex, 'hex'))).toBe(durationMs);
});

test.each([1, 2, 5, 12])(
  '%d lost packets are silence of their length, and what follows stands in its place',
  (count) => {
    const { sound, written, unbroken } = line(1000);
    for (let i = 0; i < 10; i += 1) sound.push(PACKET, 1000 + i * 20);
    // Its place is known by some ms only.
    sound.push(PACKET, 1200 + count * 20 + 7, true);
    expect(written.filter(({ silent }) => silent)).toHaveLength(count);
    expect(written.at(-1)).toEqual({ atMs: 1200 + count * 20, silent: false });
    expect(unbroken()).toBe(true);
  },
);

test('no packet lasts longer than one may, whatever it says', () => {
  // Two of 60 ms; then 63 of them.
  expect(opusDurationMs(Buffer.from([0x1b, 2, 0]))).toBe(120);
  expect(opusDurationMs(Buffer.from([0x1b, 63, 0]))).toBe(0);
  const { sound, written } = line(1000);
  sound.push(Buffer.from([0x1b, 63, 0]), 1000);
  sound.push(PACKET, 1020);
  expect(written.at(-1)).toEqual({ atMs: 1000, silent: false });
});
