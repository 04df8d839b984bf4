/**
 * The machine-readable part of the test card: a strip of black and white cells across the top of the picture that
 * codes a moment. Imported by the page (with its types stripped) and by the decoder, so it stands on nothing.
 */
export interface Reading {
  /** Date.now() of the animation frame, the sharer's clock, ms. */
  clockMs: number;
  /** Animation frames since the page was opened, modulo 65536. */
  counter: number;
  /** Which card, 1 to 15. */
  card: number;
}

/** Cells are 1/20 of the picture's width and 1/18 of its height: 18x11 pixels in a small clip of 360x202. */
export const COLUMNS = 20;
export const ROWS = 4;
/** Height of the strip as a part of the picture's. */
export const STRIP = ROWS / 18;

const FIELDS = [
  ['clockMs', 44],
  ['counter', 16],
  ['card', 4],
] as const;
const CHECK_BITS = 16;

/** COLUMNS * ROWS booleans, row by row; true is white. */
export function toCells(reading: Reading): boolean[] {
  const data = FIELDS.flatMap(([name, bits]) => toBits(reading[name], bits));
  return [...data, ...toBits(checkOf(data), CHECK_BITS)];
}

/** @returns null when the cells don't agree with their check sum */
export function fromCells(cells: boolean[]): Reading | null {
  const data = cells.slice(0, -CHECK_BITS);
  if (toNumber(cells.slice(-CHECK_BITS)) !== checkOf(data)) return null;
  const reading: Reading = { clockMs: 0, counter: 0, card: 0 };
  let at = 0;
  for (const [name, bits] of FIELDS) {
    reading[name] = toNumber(data.slice(at, at + bits));
    at += bits;
  }
  return reading;
}

function toBits(value: number, bits: number): boolean[] {
  return Array.from({ length: bits }, (_, i) => Math.floor(value / 2 ** (bits - 1 - i)) % 2 === 1);
}

function toNumber(bits: boolean[]): number {
  return bits.reduce((sum, bit) => sum * 2 + (bit ? 1 : 0), 0);
}

/** CRC-16/CCITT, which also tells an all-black picture (check 0xffff-based, never 0) from a reading. */
function checkOf(bits: boolean[]): number {
  let crc = 0xffff;
  for (const bit of bits) {
    const top = (crc >> 15) & 1;
    crc = (crc << 1) & 0xffff;
    if (top !== (bit ? 1 : 0)) crc ^= 0x1021;
  }
  return crc;
}
