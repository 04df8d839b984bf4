import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { removeAtLast } from './remove-at-last.ts';

const refuses = vi.hoisted(() => ({ times: 0 }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return {
    ...real,
    // No disk of a test's goes back to being writable at the right moment.
    rm: (...given: Parameters<typeof real.rm>) =>
      refuses.times-- > 0 ? Promise.reject(new Error('EROFS')) : real.rm(...given),
  };
});

test('what a disk does not let go of is no error, and goes as soon as it does', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hindsight-remove-'));
  await writeFile(join(folder, 'piece.h264'), 'x');
  const said: string[] = [];
  const log = { warn: (_: unknown, words?: string) => void said.push(words ?? '') };
  const isThere = () =>
    access(folder).then(
      () => true,
      () => false,
    );
  refuses.times = 1;
  await removeAtLast(folder, log);
  expect(await isThere()).toBe(true);
  expect(said).toHaveLength(1);
  await expect.poll(isThere, { timeout: 10_000 }).toBe(false);
  await rm(folder, { recursive: true, force: true });
});
