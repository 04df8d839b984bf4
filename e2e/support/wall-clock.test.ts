import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compilePreload } from './compile-preload.ts';
import { otherClock } from './other-clock/other-clock.ts';
import { skipWithout } from './parts.ts';
import { type Perturbed, perturbed } from './perturbed/perturbed.ts';

const missing = await skipWithout('compiler');
/** A program begins within that, ms. */
const BEGINS_MS = 5000;

/** How far ahead the clock of a program is that runs so, ms. */
async function aheadMs(env: Record<string, string>): Promise<number> {
  const beforeMs = Date.now();
  const run = promisify(execFile)(process.execPath, ['-p', 'Date.now()'], { env });
  return Number((await run).stdout) - beforeMs;
}

const expectAbout = (foundMs: number, offMs: number) => {
  expect(foundMs).toBeGreaterThanOrEqual(offMs - 1);
  expect(foundMs).toBeLessThan(offMs + BEGINS_MS);
};

describe.skipIf(missing)('a program’s wall clock', () => {
  let folder: string;
  let program: Perturbed;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'wall-clock-'));
    const library = await compilePreload(new URL('perturbed/perturbed.c', import.meta.url), folder);
    program = await perturbed({ library, file: join(folder, 'told'), disk: folder });
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.each([3600_000, -3600_000])('is off by %d ms from its beginning on', async (offMs) => {
    expectAbout(await aheadMs(await otherClock(offMs)), offMs);
  });

  test.each([0, 3_600_250, -3_600_250])('steps to %d ms when it is told to', async (offMs) => {
    await program.setClock(offMs);
    expectAbout(await aheadMs(program.env), offMs);
  });
});
