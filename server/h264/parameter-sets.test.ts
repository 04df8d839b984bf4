import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { findFfmpeg } from '../ffmpeg/find.ts';
import { isTooLarge, readPpsId, readSps } from './parameter-sets.ts';

let ffmpegPath: string;
beforeAll(async () => {
  ffmpegPath = await findFfmpeg();
});

/** What x264 says of one picture. */
async function made(size: string, options: string[]) {
  const { stdout } = await promisify(execFile)(
    ffmpegPath,
    [
      ...['-v', 'error', '-f', 'lavfi', '-i', `color=size=${size}`, '-frames:v', '1'],
      ...['-pix_fmt', 'yuv420p', '-c:v', 'libx264', ...options, '-f', 'h264', '-'],
    ],
    { encoding: 'buffer' },
  );
  const from = stdout.indexOf(Buffer.from([0, 0, 1, 0x67])) + 3;
  return readSps(stdout.subarray(from, stdout.indexOf(Buffer.from([0, 0, 1]), from)));
}

test.each([
  ['1280x720', 'baseline', 66],
  ['1366x768', 'main', 77],
  ['854x480', 'high', 100],
  ['366x202', 'baseline', 66],
  ['2x2', 'high', 100],
])('%s, %s: size without what is cropped, and profile', async (size, name, profile) => {
  const [width, height] = size.split('x').map(Number);
  expect(await made(size, ['-profile:v', name])).toMatchObject({ width, height, profile });
});

const TOLD = ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'];
test.each([
  ['nothing told', [], { fullRange: false, matrix: 2 }],
  ['range alone', ['-color_range', 'pc'], { fullRange: true, matrix: 2 }],
  ['matrix alone', ['-colorspace', 'smpte170m'], { fullRange: false, matrix: 6 }],
  ['all', [...TOLD, '-color_range', 'pc'], { fullRange: true, matrix: 1 }],
  [
    'all, after a shape of its pixels',
    ['-aspect', '37:11', ...TOLD],
    { fullRange: false, matrix: 1 },
  ],
])('colours: %s', async (_, options, colour) => {
  expect((await made('640x360', options)).colour).toEqual(colour);
});

/** As Exp-Golomb code, in zeros and ones. */
const ue = (value: number) => {
  const code = (value + 1).toString(2);
  return '0'.repeat(code.length - 1) + code;
};
const unit = (header: number[], bits: string) =>
  Buffer.from([
    ...header,
    ...(bits.match(/.{1,8}/g) ?? []).map((b) => parseInt(b.padEnd(8, '0'), 2)),
  ]);

test('a set that would be counted for an hour, or ends too soon, is none', () => {
  const head = [0x67, 66, 0, 30];
  const hostile = unit(head, ue(0) + ue(0) + ue(1) + '1' + ue(0) + ue(0) + ue(2 ** 31));
  expect(() => readSps(hostile)).toThrow('cycles');
  expect(() => readSps(unit(head, ue(0) + ue(0)))).toThrow('ends too soon');
  expect(() => readSps(Buffer.from([0x67]))).toThrow();
  expect(readPpsId(unit([0x68], `${ue(255)}1`))).toBe(255);
  expect(() => readPpsId(unit([0x68], `${ue(70_000)}1`))).toThrow('number 70000');
});

test('a set of a number that there is not, of pictures without a size, or of kilobytes is none', () => {
  const head = [0x67, 66, 0, 30];
  const size = (width: number, crop: string) =>
    ue(0) + ue(0) + ue(2) + ue(1) + '0' + ue(width) + ue(0) + '11' + crop + '01';
  expect(readSps(unit(head, size(1023, '0')))).toMatchObject({ width: 16_384, height: 16 });
  expect(isTooLarge(readSps(unit(head, size(1023, '0'))))).toBe(false);
  expect(isTooLarge({ width: 16_384, height: 16_384 })).toBe(true);
  expect(isTooLarge({ width: 4096, height: 2304 })).toBe(false);
  expect(() => readSps(unit(head, ue(32) + size(1, '0')))).toThrow('number 32');
  expect(() => readSps(unit(head, size(1, `1${ue(0)}${ue(16)}${ue(0)}${ue(0)}`)))).toThrow('size');
  expect(() => readSps(Buffer.alloc(5000, 0x67))).toThrow('5000 bytes');
});
