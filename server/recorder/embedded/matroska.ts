/**
 * Matroska for ffmpeg's stdin: H.264 (Annex B, parameter sets in the stream) and Opus, written as it comes. The
 * segment has no known end, and every block is a cluster of its own, so nothing waits for anything.
 */
const ID = {
  ebml: 0x1a45dfa3,
  docType: 0x4282,
  segment: 0x18538067,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  muxingApp: 0x4d80,
  writingApp: 0x5741,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackUid: 0x73c5,
  trackType: 0x83,
  lacing: 0x9c,
  defaultDuration: 0x23e383,
  codecId: 0x86,
  codecPrivate: 0x63a2,
  video: 0xe0,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
  audio: 0xe1,
  samplingFrequency: 0xb5,
  channels: 0x9f,
  cluster: 0x1f43b675,
  timestamp: 0xe7,
  simpleBlock: 0xa3,
} as const;

const PICTURE = 1;
const SOUND = 2;
const UNKNOWN_SIZE = Buffer.from([0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);

/** What comes before the first block. The size is in pixels. */
export function matroskaHeader({ width, height }: { width: number; height: number }): Buffer {
  const picture = element(
    ID.trackEntry,
    uint(ID.trackNumber, PICTURE),
    uint(ID.trackUid, PICTURE),
    uint(ID.trackType, 1),
    uint(ID.lacing, 0),
    // Without one the muxer complains of frames that last nothing.
    uint(ID.defaultDuration, 33_333_333),
    element(ID.codecId, Buffer.from('V_MPEG4/ISO/AVC')),
    element(ID.video, uint(ID.pixelWidth, width), uint(ID.pixelHeight, height)),
  );
  const sound = element(
    ID.trackEntry,
    uint(ID.trackNumber, SOUND),
    uint(ID.trackUid, SOUND),
    uint(ID.trackType, 2),
    uint(ID.lacing, 0),
    uint(ID.defaultDuration, 20_000_000),
    element(ID.codecId, Buffer.from('A_OPUS')),
    element(ID.codecPrivate, opusHead()),
    element(ID.audio, float(ID.samplingFrequency, 48_000), uint(ID.channels, 2)),
  );
  return Buffer.concat([
    element(ID.ebml, element(ID.docType, Buffer.from('matroska'))),
    id(ID.segment),
    UNKNOWN_SIZE,
    element(
      ID.info,
      uint(ID.timestampScale, 1_000_000),
      element(ID.muxingApp, Buffer.from('hindsight')),
      element(ID.writingApp, Buffer.from('hindsight')),
    ),
    element(ID.tracks, picture, sound),
  ]);
}

/** What comes before `size` bytes of a picture that is shown at `atMs`. */
export function pictureBlock(atMs: number, keyframe: boolean, size: number): Buffer {
  return blockHead(PICTURE, atMs, keyframe, size);
}

/** What comes before `size` bytes of an Opus packet that is heard at `atMs`. */
export function soundBlock(atMs: number, size: number): Buffer {
  return blockHead(SOUND, atMs, true, size);
}

function blockHead(track: number, atMs: number, keyframe: boolean, size: number): Buffer {
  const time = uint(ID.timestamp, Math.round(atMs));
  // Track number, timestamp within the cluster, flags.
  const block = Buffer.from([0x80 | track, 0, 0, keyframe ? 0x80 : 0]);
  const simple = [id(ID.simpleBlock), length(block.length + size), block];
  const inside = [time, ...simple];
  const insideSize = inside.reduce((sum, part) => sum + part.length, size);
  return Buffer.concat([id(ID.cluster), length(insideSize), ...inside]);
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
