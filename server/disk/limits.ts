/** What recordings may take, bytes; Infinity where there is no limit. */
export interface DiskLimits {
  /** Of all segments. */
  maxBytes: number;
  maxBytesPerPerson: number;
  maxBytesPerServer: number;
  /** What is to stay free on their disk; undefined: see reserveOf. */
  minFreeBytes: number | undefined;
}

const USUAL_RESERVE_BYTES = 2 ** 30;
/** Of a disk on which that would be too much to ask. */
const USUAL_PART = 0.05;

/**
 * What is to stay free of a disk that holds so many bytes: 1 GiB, or a twentieth where that is less. It has to hold
 * what all recordings write between two looks, and the clips that are being made.
 */
export function reserveOf(diskBytes: number, minFreeBytes: number | undefined): number {
  return minFreeBytes ?? Math.min(USUAL_RESERVE_BYTES, Math.floor(diskBytes * USUAL_PART));
}
