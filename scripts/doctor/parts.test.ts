import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isPruned } from './parts.ts';

test('an installation without what development needs is told from a whole one and from none', async () => {
  const modules = await mkdtemp(join(tmpdir(), 'hindsight-modules-'));
  onTestFinished(() => rm(modules, { recursive: true }));
  expect(isPruned(modules)).toBe(false);
  const lock = (packages: object) =>
    writeFile(join(modules, '.package-lock.json'), JSON.stringify({ packages }));
  await lock({ 'node_modules/koa': {}, 'node_modules/vitest': { dev: true } });
  expect(isPruned(modules)).toBe(false);
  await lock({ 'node_modules/koa': {} });
  expect(isPruned(modules)).toBe(true);
});
