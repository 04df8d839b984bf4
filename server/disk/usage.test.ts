import { link, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLog } from '../log.ts';
import { bytesIn, createUsage } from './usage.ts';

let path = '';
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'hindsight-usage-'));
});
afterEach(() => rm(path, { recursive: true }));

test('what has several names counts in parts; links that lead elsewhere do not count', async () => {
  await mkdir(join(path, 'deep', 'deeper'), { recursive: true });
  await writeFile(join(path, 'one'), Buffer.alloc(1000));
  await writeFile(join(path, 'deep', 'deeper', 'two'), Buffer.alloc(300));
  await link(join(path, 'one'), join(path, 'deep', 'one-again'));
  await symlink('/', join(path, 'away'));
  expect(await bytesIn(path)).toBe(1300);
  expect(await bytesIn(join(path, 'deep'))).toBe(800);
  expect(await bytesIn(join(path, 'nowhere'))).toBe(0);
});

test('nobody waits for it to be added up', async () => {
  await mkdir(join(path, 'clips'));
  await writeFile(join(path, 'clips', '1.mp4'), Buffer.alloc(70));
  const folder = (name: string) => join(path, name);
  const usage = createUsage({
    folders: {
      ...{ clips: folder('clips'), previews: folder('previews') },
      ...{ held: folder('held'), temp: folder('tmp') },
    },
    log: createLog('silent'),
  });
  expect(usage.newest()).toBeUndefined();
  await vi.waitUntil(() => usage.newest());
  expect(usage.newest()).toEqual({ clips: 70, previews: 0, held: 0, temp: 0 });
  await writeFile(join(path, 'clips', '2.mp4'), Buffer.alloc(70));
  expect(usage.newest()?.clips).toBe(70);
  await usage.close();
});
