import { expect, test } from 'vitest';
import { mountSmallDisk, skipWithoutMount } from '../../e2e/support/mount.ts';
import { loadConfig } from '../../server/config.ts';
import type { AppState } from '../../server/http/app-state.ts';
import { checkDisk, judgeDisk } from './disk.ts';

const state = (disk: Partial<AppState['disk']>) =>
  ({
    disk: { usedBytes: 3 << 20, reserveBytes: 1, spaces: [], shrunkMs: 0, tight: [], ...disk },
  }) as unknown as AppState;

test('a disk with less free than is to stay free is not right', async () => {
  const disk = { DATA_DIR: import.meta.dirname };
  expect(await checkDisk(loadConfig({ ...disk, REPLAY_MIN_FREE_BYTES: '1' }))).toMatchObject([
    { state: 'ok', says: expect.stringMatching(/^\/.*: [\d.]+ \wiB of [\d.]+ \wiB free$/) },
  ]);
  expect(await checkDisk(loadConfig({ ...disk, REPLAY_MIN_FREE_BYTES: '900TB' }))).toMatchObject([
    { state: 'missing', says: expect.stringContaining('less than the 819 TiB') },
  ]);
});

test.skipIf(await skipWithoutMount())('each file system is told of once', async () => {
  const small = await mountSmallDisk(1 << 20);
  try {
    const env = { DATA_DIR: import.meta.dirname, REPLAY_SEGMENTS_PATH: `${small.path}/not/yet` };
    const found = await checkDisk(loadConfig({ ...env, REPLAY_MIN_FREE_BYTES: '1' }));
    expect(found.map(({ says }) => says)).toEqual([
      `${small.path}/not/yet: 1 MiB of 1 MiB free`,
      expect.stringMatching(/clips: .* free$/),
    ]);
  } finally {
    await small.close();
  }
});

test('what the running Hindsight had to do for want of room is told', () => {
  expect(judgeDisk(state({}))).toMatchObject([
    { state: 'ok', says: 'what is buffered takes 3 MiB; all windows are whole' },
  ]);
  const short = state({
    shrunkMs: 18 * 60_000,
    tight: [
      { scope: 'all', why: 'disk' },
      { scope: 'server:10', why: 'server' },
    ],
  });
  expect(judgeDisk(short)).toMatchObject([
    { state: 'note', says: expect.stringContaining("everybody's window is 18m shorter") },
    { state: 'missing', says: 'new shares are refused: the disk has no more room' },
    { state: 'missing', says: expect.stringContaining('of server 10 are refused: REPLAY_MAX_BY') },
  ]);
  expect(judgeDisk({ ...short, disk: null })).toEqual([]);
});
