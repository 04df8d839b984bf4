import { expect, test } from 'vitest';
import { checkEncoding, effortOf } from './codec-check.ts';
import { readChoice } from './quality.ts';

const choice = readChoice({ getItem: () => null });
const info = (supported: boolean, smooth: boolean, powerEfficient: boolean) =>
  ({ supported, smooth, powerEfficient }) as MediaCapabilitiesInfo;

test('every quality is asked about with its own size and rate', async () => {
  const asked: (VideoConfiguration | undefined)[] = [];
  const found = await checkEncoding(choice, {
    encodingInfo: async ({ video }: MediaEncodingConfiguration) => {
      asked.push(video);
      return info(true, video?.framerate === 30, false) as never;
    },
  });
  expect(asked).toMatchObject([
    { width: 1280, height: 720, framerate: 30, bitrate: 2_500_000 },
    { width: 1920, height: 1080, framerate: 30, bitrate: 5_000_000 },
    { width: 1920, height: 1080, framerate: 60, bitrate: 8_000_000 },
  ]);
  expect(found['1080p30']?.smooth).toBe(true);
  expect(found['1080p60']?.smooth).toBe(false);
});

test('a browser that doesn’t know says nothing against any', async () => {
  const found = await checkEncoding(choice, {
    encodingInfo: () => Promise.reject(new TypeError('webrtc is no type')),
  });
  expect(Object.values(found).map(effortOf)).toEqual(['unknown', 'unknown', 'unknown']);
});

test.each([
  [info(true, true, true), 'light'],
  [info(true, true, false), 'unknown'],
  [info(true, false, true), 'heavy'],
  [info(false, false, false), 'heavy'],
  [undefined, 'unknown'],
] as const)('%j is %s', (found, effort) => expect(effortOf(found)).toBe(effort));
