/**
 * Matroska for ffmpeg's stdin: one track of Opus, written as it comes. The segment has no known end, and every block
 * is a cluster of its own, so nothing waits for anything.
 */
const ID = {
  ebml: 0x1a45dfa3,
  docType: 0x4282,
  segment: 0x18538067,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackUid: 0x73c5,
  trackType: 0x83,
  lacing: 0x9c,
  codecId: 0x86,
  codecPrivate: 0x63a2,
  audio: 0xe1,
  samplingFrequency: 0xb5,
  channels: 0x9f,
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  simpleBlock: 0xa3,
} as const;

const TRACK = 1;
const AUDIO = 2;
const KEYFRAME = 0x80;
const UNKNOWN_SIZE = Buffer.from([0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);

/** What comes before the first block. Mono packets are decoded to two channels as well. */
export function matroskaHeader(): Buffer {
  const track = element(
    ID.trackEntry,
    uint(ID.trackNumber, TRACK),
    uint(ID.trackUid, TRACK),
    uint(ID.trackType, AUDIO),
    uint(ID.lacing, 0),
    element(ID.codecId, Buffer.from('A_OPUS')),
    element(ID.codecPrivate, opusHead()),
    element(ID.audio, float(ID.samplingFrequency, 48_000), uint(ID.channels, 2)),
  );
  return Buffer.concat([
    element(ID.ebml, element(ID.docType, Buffer.from('matroska'))),
    id(ID.segment),
    UNKNOWN_SIZE,
    element(ID.info, uint(ID.timestampScale, 1_000_000)),
    element(ID.tracks, track),
  ]);
}

/** An Opus packet that is heard at `atMs`. */
export function opusBlock(opus: Buffer, atMs: number): Buffer {
  // Track number, timestamp within the cluster, flags.
  const block = element(ID.simpleBlock, Buffer.from([0x80 | TRACK, 0, 0, KEYFRAME]), opus);
  return element(ID.cluster, uint(ID.timestamp, Math.round(atMs)), block);
}

function opusHead(): Buffer {
  const head = Buffer.alloc(19);
  head.write('OpusHead');
  head.writeUInt8(1, 8);
  head.writeUInt8(2, 9);
  head.writeUInt32LE(48_000, 12);
  return head;
}

function element(name: number, ...content: Buffer[]): Buffer {
  const size = content.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([id(name), length(size), ...content]);
}

function uint(name: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  const first = bytes.findIndex((byte) => byte !== 0);
  return element(name, bytes.subarray(first < 0 ? 7 : first));
}

function float(name: number, value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatBE(value);
  return element(name, bytes);
}

/** Element ids bring their own length marker along. */
function id(name: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(name);
  return bytes.subarray(bytes.findIndex((byte) => byte !== 0));
}

/** A size of four bytes: up to 256 MiB. */
function length(size: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(0x10000000 | size);
  return bytes;
}
