import type { MediaPacket } from '../server/recorder/embedded/packets/rtp.ts';
import { mutated } from './mutate.ts';
import type { Random } from './random.ts';

const HEAD = 13;

/** Packets as bytes, laid out as in fixtures/share.rtp; `readPackets` undoes it. */
export function writePackets(packets: MediaPacket[]): Buffer {
  return Buffer.concat(
    packets.flatMap(({ payload, sequence, timestamp, marker, arrivalMs }) => {
      const head = Buffer.alloc(HEAD);
      head.writeUInt16BE(payload.length, 0);
      head.writeUInt16BE(sequence, 2);
      head.writeUInt32BE(timestamp, 4);
      head.writeUInt8(marker ? 1 : 0, 8);
      head.writeUInt32BE(arrivalMs, 9);
      return [head, payload];
    }),
  );
}

export function readPackets(bytes: Buffer): MediaPacket[] {
  const packets: MediaPacket[] = [];
  for (let at = 0; at + HEAD <= bytes.length; ) {
    const end = at + HEAD + bytes.readUInt16BE(at);
    packets.push({
      sequence: bytes.readUInt16BE(at + 2),
      timestamp: bytes.readUInt32BE(at + 4),
      marker: bytes.readUInt8(at + 8) === 1,
      arrivalMs: bytes.readUInt32BE(at + 9),
      payload: bytes.subarray(at + HEAD, end),
    });
    at = end;
  }
  return packets;
}

/** A part of a real stream with some packets changed, lost, doubled or swapped, or that jumps. */
export function hostilePackets(
  samples: MediaPacket[],
  random: Random,
  craft: (random: Random) => Buffer,
): MediaPacket[] {
  const first = random.below(samples.length);
  const packets = samples.slice(first, first + 4 + random.below(24)).map((one) => ({ ...one }));
  for (let times = 1 + random.below(8); times > 0; times--) {
    const at = random.below(packets.length);
    const one = packets[at];
    if (!one) continue;
    if (random.chance(0.5)) one.payload = changed(one.payload, random, craft);
    else if (random.chance(0.5)) jump(packets, at, random);
    else move(packets, at, random);
  }
  return packets;
}

function changed(payload: Buffer, random: Random, craft: (random: Random) => Buffer): Buffer {
  return random.chance(0.5) ? craft(random) : mutated(payload, random).subarray(0, 0xffff);
}

function jump(packets: MediaPacket[], at: number, random: Random): void {
  const by = random.number();
  const [kind, onlyOne] = [random.below(4), random.chance(0.5)];
  for (const one of packets.slice(at, onlyOne ? at + 1 : undefined)) {
    if (kind === 0) one.sequence = (one.sequence + by) & 0xffff;
    if (kind === 1) one.timestamp = (one.timestamp + by) >>> 0;
    if (kind === 2) one.arrivalMs = (one.arrivalMs + (by % 100_000)) >>> 0;
    if (kind === 3) one.marker = !one.marker;
  }
}

function move(packets: MediaPacket[], at: number, random: Random): void {
  const [taken] = packets.splice(at, 1);
  if (!taken || random.chance(0.3)) return;
  packets.splice(random.below(packets.length + 1), 0, taken);
  if (random.chance(0.3)) packets.push({ ...taken });
}
