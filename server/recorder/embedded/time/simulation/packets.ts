import { recordedPackets } from '../../fixtures/packets.ts';

const SETS = recordedPackets().find(({ payload }) => ((payload[0] ?? 0) & 31) === 24);

/** A STAP-A of parameter sets and a keyframe that tells when it was captured. */
export function keyframeOf(capturedMs: number): Buffer {
  const slice = sliceOf(0x65, capturedMs);
  const size = Buffer.alloc(2);
  size.writeUInt16BE(slice.length);
  return Buffer.concat([SETS?.payload ?? Buffer.alloc(0), size, slice]);
}

export function deltaOf(capturedMs: number): Buffer {
  return sliceOf(0x41, capturedMs);
}

function sliceOf(type: number, capturedMs: number): Buffer {
  const slice = Buffer.alloc(9);
  slice[0] = type;
  slice.writeDoubleBE(capturedMs, 1);
  return slice;
}

/** 20 ms of Opus, likewise. */
export function soundOf(capturedMs: number): Buffer {
  return sliceOf(0xfc, capturedMs);
}

/** What the end of a picture or a sound tells, ms. */
export function capturedAt(data: Buffer): number {
  return data.readDoubleBE(data.length - 8);
}
