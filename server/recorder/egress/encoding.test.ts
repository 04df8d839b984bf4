import { expect, test } from 'vitest';
import type { SharedPicture } from '../recorder.ts';
import { encodingFor } from './encoding.ts';

const bounds = { maxHeight: 720, maxFps: 30, minKbps: 800, maxKbps: 8000 };
const picture: SharedPicture = { width: 1280, height: 720, fps: 30, bitsPerS: null };
const of = (change: Partial<SharedPicture>, more = {}) => {
  const { width, height, framerate, videoBitrate } = encodingFor(
    { ...picture, ...change },
    { ...bounds, ...more },
  );
  return [width, height, framerate, videoBitrate];
};

test('720p30 costs what it costs elsewhere', () => {
  expect(of({})).toEqual([1280, 720, 30, 3000]);
});

test.each([
  ['larger ones are scaled down', { width: 1920, height: 1080, fps: 60 }, [1280, 720, 30, 3000]],
  ['upright ones keep their shape', { width: 1080, height: 1920 }, [720, 1280, 30, 3000]],
  ['very wide ones keep theirs', { width: 3440, height: 1440 }, [1484, 622, 30, 3005]],
  ['smaller ones stay as they are', { width: 641, height: 361 }, [642, 362, 30, 800]],
  ['unknown ones are taken for 720p', { width: 0, height: 0 }, [1280, 720, 30, 3000]],
  ['slow ones cost less', { fps: 15 }, [1280, 720, 15, 2000]],
  ['more bits than were sent are of no use', { bitsPerS: 1_500_000 }, [1280, 720, 30, 1800]],
])('%s', (_, change, expected) => {
  expect(of(change)).toEqual(expected);
});

test('the bounds are configured', () => {
  const high = { maxHeight: 1080, maxFps: 60 };
  expect(of({ width: 1920, height: 1080, fps: 60 }, high)).toEqual([1920, 1080, 60, 8000]);
  expect(of({ width: 1920, height: 1080, fps: 60 }, { ...high, maxKbps: 12_000 })[3]).toBe(10125);
  expect(of({ width: 320, height: 180 }, { minKbps: 300 })[3]).toBe(300);
});
