import { FlvReader } from '../../server/recorder/embedded/picture/flv.ts';
import { mutated } from '../mutate.ts';
import { must, orRefused, type Target } from '../target.ts';

function tag(kind: number, atMs: number, body: Buffer): Buffer {
  const head = Buffer.alloc(11);
  head[0] = kind;
  head.writeUIntBE(body.length, 1, 3);
  head.writeUIntBE(atMs & 0xffffff, 4, 3);
  return Buffer.concat([head, body, Buffer.alloc(4)]);
}

const SETS = Buffer.from(
  '1700000000014200 1effe1000467420001 01000468ce3c80'.replaceAll(' ', ''),
  'hex',
);
const SAMPLE = Buffer.concat([
  Buffer.from('464c5601010000000900000000', 'hex'),
  tag(18, 0, Buffer.from([2, 0, 1, 65])),
  tag(9, 0, SETS),
  tag(9, 0, Buffer.from('1701000000000000046588841f', 'hex')),
  tag(9, 33, Buffer.from('27010000000000000341 9a02'.replaceAll(' ', ''), 'hex')),
]);

/** What a transcoder of ours answers, in pieces. */
export const flv: Target = {
  name: 'flv',
  make: (random) => mutated(SAMPLE, random),
  run(input) {
    let bytes = 0;
    let pictures = 0;
    const reader = new FlvReader((data, atMs) => {
      must(atMs >= 0 && atMs < 2 ** 32, 'a time of 32 bits');
      bytes += data.length;
      pictures += 1;
    });
    orRefused(() => {
      for (let at = 0; at < input.length; at += 13) reader.push(input.subarray(at, at + 13));
    });
    // Each keyframe brings its sets along, and each unit a start code.
    must(bytes <= (pictures + 1) * 4 * input.length, 'no more comes out than went in');
  },
};
