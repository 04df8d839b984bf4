import { expect, test } from 'vitest';
import { FfmpegMissing, findFfmpeg } from './find.ts';

test('finds one by itself, as an absolute path', async () => {
  expect(await findFfmpeg()).toMatch(/^\/.*ffmpeg/);
});

test.each(['/bin/sh', 'sh'])('the configured one goes first: %s', async (configured) => {
  expect(await findFfmpeg(configured)).toMatch(/\/sh$/);
});

test.each(['/no/such/ffmpeg', 'no-such-ffmpeg'])('%s is not silently replaced', async (missing) => {
  await expect(findFfmpeg(missing)).rejects.toThrow(FfmpegMissing);
  await expect(findFfmpeg(missing)).rejects.toThrow('FFMPEG_PATH');
});
