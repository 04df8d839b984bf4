/** What a sequence parameter set says of the pictures that follow it. */
export interface SpsFacts {
  id: number;
  /** profile_idc: 66 Baseline, 77 Main, 100 High. */
  profile: number;
  width: number;
  height: number;
  colour: ColourFacts;
}

/** How its samples become colours, as far as it says (ITU-T H.264, annex E). */
export interface ColourFacts {
  /** 0 to 255; else 16 to 235. */
  fullRange: boolean;
  /** matrix_coefficients: 1 BT.709, 5 and 6 BT.601; 2 is not told. */
  matrix: number;
}

const HIGH_PROFILES = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

/** The standard's own bounds: what a hostile set says beyond them would be counted for hours. */
const MOST_CYCLES = 255;
const MOST_SPS = 31;
const MOST_PPS = 255;
/** No set of an encoder comes near it. */
const MOST_BYTES = 4096;
/**
 * Up to level 5.2, which is 4096x2304 and all that browsers send as H.264: a decoder takes some hundred megabytes for it.
 * What claims 16384x16384 is a small file that takes gigabytes.
 */
export const MOST_PIXELS = 36_864 * 256;

/**
 * Reads a sequence parameter set, a NAL unit (ITU-T H.264, 7.3.2.1.1), as far as the picture's size in pixels and its
 * colours.
 * @throws Error when it is none
 */
export function readSps(nal: Buffer): SpsFacts {
  if (nal.length > MOST_BYTES) throw new Error(`a parameter set of ${nal.length} bytes`);
  const bits = new Bits(nal.subarray(4));
  const profile = nal[1] as number;
  const id = bits.ue();
  if (id > MOST_SPS) throw new Error(`a parameter set of number ${id}`);
  let chroma = 1;
  if (HIGH_PROFILES.has(profile)) {
    chroma = bits.ue();
    if (chroma === 3) bits.u(1);
    bits.ue();
    bits.ue();
    bits.u(1);
    if (bits.u(1)) {
      for (let i = 0; i < (chroma === 3 ? 12 : 8); i++) {
        if (bits.u(1)) skipScalingList(bits, i < 6 ? 16 : 64);
      }
    }
  }
  bits.ue();
  const order = bits.ue();
  if (order === 0) bits.ue();
  else if (order === 1) {
    bits.u(1);
    bits.se();
    bits.se();
    const cycles = bits.ue();
    if (cycles > MOST_CYCLES) throw new Error(`a parameter set with ${cycles} cycles`);
    for (let n = cycles; n > 0; n--) bits.se();
  }
  bits.ue();
  bits.u(1);
  const widthInBlocks = bits.ue() + 1;
  const heightInUnits = bits.ue() + 1;
  const frames = bits.u(1);
  if (!frames) bits.u(1);
  bits.u(1);
  const fieldFactor = 2 - frames;
  let width = widthInBlocks * 16;
  let height = heightInUnits * 16 * fieldFactor;
  if (bits.u(1)) {
    const [left, right, top, bottom] = [bits.ue(), bits.ue(), bits.ue(), bits.ue()];
    width -= (left + right) * (chroma === 1 || chroma === 2 ? 2 : 1);
    height -= (top + bottom) * (chroma === 1 ? 2 : 1) * fieldFactor;
  }
  if (width <= 0 || height <= 0) throw new Error('a parameter set of pictures without a size');
  return { id, profile, width, height, colour: readColour(bits) };
}

/** Whether pictures of that size are decoded. */
export function isTooLarge({ width, height }: Pick<SpsFacts, 'width' | 'height'>): boolean {
  return width * height > MOST_PIXELS;
}

function readColour(bits: Bits): ColourFacts {
  const untold = { fullRange: false, matrix: 2 };
  if (!bits.u(1)) return untold;
  const hasAspect = bits.u(1);
  if (hasAspect && bits.u(8) === 255) bits.u(32);
  const hasOverscan = bits.u(1);
  if (hasOverscan) bits.u(1);
  if (!bits.u(1)) return untold;
  bits.u(3);
  const fullRange = bits.u(1) === 1;
  if (!bits.u(1)) return { ...untold, fullRange };
  bits.u(16);
  return { fullRange, matrix: bits.u(8) };
}

/** pic_parameter_set_id. @throws Error when it is none */
export function readPpsId(nal: Buffer): number {
  if (nal.length > MOST_BYTES) throw new Error(`a parameter set of ${nal.length} bytes`);
  const id = new Bits(nal.subarray(1)).ue();
  if (id > MOST_PPS) throw new Error(`a parameter set of number ${id}`);
  return id;
}

/** seq_parameter_set_id of a picture parameter set: the sequence's that it belongs to. @throws Error when it is none */
export function readSpsIdOf(pps: Buffer): number {
  const bits = new Bits(pps.subarray(1));
  bits.ue();
  return bits.ue();
}

function skipScalingList(bits: Bits, size: number): void {
  let next = 8;
  for (let i = 0, last = 8; i < size && next !== 0; i++, last = next || last) {
    next = (last + bits.se() + 256) % 256;
  }
}

class Bits {
  readonly #bytes: number[] = [];
  #at = 0;

  /** Without the emulation prevention bytes (00 00 03). */
  constructor(data: Buffer) {
    for (let i = 0; i < data.length; i++) {
      if (data[i] === 3 && i >= 2 && data[i - 1] === 0 && data[i - 2] === 0) continue;
      this.#bytes.push(data[i] as number);
    }
  }

  u(count: number): number {
    if (this.#at + count > this.#bytes.length * 8) throw new Error('a parameter set ends too soon');
    let value = 0;
    for (let i = 0; i < count; i++, this.#at++) {
      value = value * 2 + (((this.#bytes[this.#at >> 3] ?? 0) >> (7 - (this.#at & 7))) & 1);
    }
    return value;
  }

  /** Exp-Golomb, unsigned. */
  ue(): number {
    let zeros = 0;
    while (zeros < 32 && this.u(1) === 0) zeros++;
    return 2 ** zeros - 1 + this.u(zeros);
  }

  /** Exp-Golomb, signed. */
  se(): number {
    const code = this.ue();
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
  }
}
