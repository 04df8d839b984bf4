import { expect, test } from 'vitest';
import { captureOptions, QUALITIES, qualityOf } from './quality.ts';

test('720p30 unless something else was chosen', () => {
  expect(QUALITIES.map(({ id }) => id)).toEqual(['720p30', '1080p30', '720p60', '1080p60']);
  for (const id of [null, undefined, '', '4k']) expect(qualityOf(id).id).toBe('720p30');
  expect(qualityOf('1080p60')).toMatchObject({ width: 1920, height: 1080, frameRate: 60 });
});

test.each(QUALITIES)('$id asks for that size and rate, and for sound as it is', (quality) => {
  const { video, audio } = captureOptions(quality);
  expect(video).toMatchObject({
    width: { max: quality.width },
    height: { max: quality.height },
    frameRate: { ideal: quality.frameRate },
  });
  expect(audio).toEqual({
    channelCount: 2,
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
  });
});

test('more picture gets more bits', () => {
  for (const q of QUALITIES) {
    const bitsPerPixel = q.maxBitrate / (q.width * q.height * q.frameRate);
    expect(bitsPerPixel).toBeGreaterThan(0.06);
    expect(bitsPerPixel).toBeLessThan(0.1);
  }
});
