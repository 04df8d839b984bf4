import type { Random } from './random.ts';

/** Changes a sample here and there, as bytes. */
export function mutated(sample: Buffer, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(sample);
  for (let times = 1 + random.below(6); times > 0; times--) bytes = change(bytes, random);
  return bytes;
}

function change(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  const end = Math.min(bytes.length, at + random.below(64));
  switch (random.below(8)) {
    case 0:
      if (at < bytes.length) bytes[at] = (bytes[at] as number) ^ (1 << random.below(8));
      return bytes;
    case 1:
      if (at < bytes.length) bytes[at] = random.below(256);
      return bytes;
    case 2:
      if (at + 2 <= bytes.length) bytes.writeUInt16BE(random.number() & 0xffff, at);
      return bytes;
    case 3:
      if (at + 4 <= bytes.length) bytes.writeUInt32BE(random.number(), at);
      return bytes;
    case 4:
      return bytes.subarray(0, at);
    case 5:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
    case 6:
      return Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]);
    default:
      return Buffer.concat([
        bytes.subarray(0, at),
        random.bytes(random.below(16)),
        bytes.subarray(at),
      ]);
  }
}
