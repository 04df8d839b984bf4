import { expect, test } from 'vitest';
import { bestFor, hasRoomFor, measureUpload } from './bandwidth.ts';
import { QUALITIES, readChoice } from './quality.ts';

/** A connection of so many bit/s and with so long a way. @returns what it was made to upload */
function connection(bitrate: number, wayMs: number) {
  const uploads: number[] = [];
  const upload = async (bytes: number) => {
    uploads.push(bytes);
    return wayMs + (bytes * 8000) / bitrate;
  };
  return { uploads, upload };
}
const choice = readChoice({ getItem: () => null });

test.each([
  [1_000_000, 20],
  [12_000_000, 150],
  [80_000_000, 5],
])('%i bit/s over a way of %i ms are found out', async (bitrate, wayMs) => {
  const { upload } = connection(bitrate, wayMs);
  const found = await measureUpload(upload);
  expect(Math.abs(found - bitrate)).toBeLessThan(bitrate * 0.02);
});

test('a slow connection is asked for little, and nobody for more than 2 MB at once', async () => {
  const slow = connection(1_000_000, 20);
  await measureUpload(slow.upload);
  expect(slow.uploads.reduce((sum, bytes) => sum + bytes)).toBeLessThan(400_000);
  const fast = connection(100_000_000, 20);
  await measureUpload(fast.upload);
  expect(Math.max(...fast.uploads)).toBeLessThanOrEqual(2 * 1024 * 1024);
});

test('where a proxy lets less through, that is enough', async () => {
  const { upload } = connection(80_000_000, 20);
  const found = await measureUpload((bytes) =>
    bytes > 1_000_000 ? Promise.reject(new Error('413')) : upload(bytes),
  );
  expect(Math.abs(found - 80_000_000)).toBeLessThan(2_000_000);
});

test('a server that is away is told', async () => {
  await expect(measureUpload(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
});

test('the best quality with room to spare', () => {
  expect(bestFor(2_500_000, choice)).toBeUndefined();
  expect(bestFor(4_000_000, choice)?.id).toBe('720p30');
  expect(bestFor(9_000_000, choice)?.id).toBe('1080p30');
  expect(bestFor(12_000_000, choice)?.id).toBe('1080p60');
  // Text needs less.
  expect(bestFor(7_000_000, { ...choice, content: 'text' })?.id).toBe('1080p60');
  expect(hasRoomFor(9_000_000, { ...choice, quality: QUALITIES[2] })).toBe(false);
});
