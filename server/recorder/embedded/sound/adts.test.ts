import { expect, test } from 'vitest';
import { AdtsSplitter, SILENT_FRAME } from './adts.ts';

test.each([1, 5, 13, 14, 100])('frames that come in pieces of %d bytes come out whole', (size) => {
  const splitter = new AdtsSplitter();
  const stream = Buffer.concat(Array.from({ length: 9 }, () => SILENT_FRAME));
  const frames: Buffer[] = [];
  for (let at = 0; at < stream.length; at += size) {
    frames.push(...splitter.push(stream.subarray(at, at + size)));
  }
  expect(frames).toEqual(Array.from({ length: 9 }, () => SILENT_FRAME));
});

test('what is no ADTS is an error', () => {
  expect(() => new AdtsSplitter().push(Buffer.alloc(20))).toThrow('not ADTS');
});
