/** Raw pictures with a time each, as ffmpeg reads them from a pipe: rawvideo itself knows of no gaps. */
export interface RawVideo {
  width: number;
  height: number;
  fps: number;
}

const UNKNOWN_SIZE = Buffer.from('01ffffffffffffff', 'hex');

/** What comes before the first picture. */
export function matroskaHead({ width, height, fps }: RawVideo): Buffer {
  const frameNs = Math.round(1e9 / fps);
  const video = [
    element('b0', uint(width)),
    element('ba', uint(height)),
    element('2eb524', 'I420'),
  ];
  const track = [
    element('d7', uint(1)),
    element('73c5', uint(1)),
    element('83', uint(1)),
    element('86', 'V_UNCOMPRESSED'),
    element('23e383', uint(frameNs)),
    element('e0', ...video),
  ];
  return Buffer.concat([
    element('1a45dfa3', element('4282', 'matroska')),
    Buffer.from('18538067', 'hex'),
    UNKNOWN_SIZE,
    // Times count frames.
    element('1549a966', element('2ad7b1', uint(frameNs))),
    element('1654ae6b', element('ae', ...track)),
  ]);
}

/** @param index its time, in frames */
export function matroskaPicture(index: number, picture: Buffer): Buffer {
  const keyframe = Buffer.from('81000080', 'hex');
  return element('1f43b675', element('e7', uint(index)), element('a3', keyframe, picture));
}

function element(id: string, ...content: (Buffer | string)[]): Buffer {
  const parts = content.map((part) => Buffer.from(part));
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(parts.reduce((sum, { length }) => sum + length, 0)));
  size[0] = 0x01;
  return Buffer.concat([Buffer.from(id, 'hex'), size, ...parts]);
}

function uint(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
