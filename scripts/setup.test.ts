import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT } from './parts/paths.mjs';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-setup-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('npm, and with it the scripts of packages, see no secret of the environment or of .env', async () => {
  await cp(join(ROOT, 'scripts'), join(folder, 'scripts'), { recursive: true });
  await cp(join(ROOT, 'package-lock.json'), join(folder, 'package-lock.json'));
  await mkdir(join(folder, 'bridge-web'));
  await writeFile(join(folder, '.env'), 'DISCORD_TOKEN=hush-hush\nLOG_LEVEL=warn\n');
  const programs = join(folder, 'programs');
  await mkdir(programs);
  await writeFile(join(programs, 'npm'), `#!/bin/sh\nenv > "${folder}/env"\n`, { mode: 0o755 });
  spawnSync(process.execPath, [join(folder, 'scripts', 'setup.mjs')], {
    env: {
      PATH: [programs, process.env.PATH].join(delimiter),
      ...{ S3_SECRET_ACCESS_KEY: 'hush-hush', LIVEKIT_URL: 'ws://l', FFMPEG_PATH: '/bin/true' },
    },
  });
  const given = await readFile(join(folder, 'env'), 'utf8');
  expect(given).toContain('LOG_LEVEL=warn');
  expect(given).not.toContain('hush-hush');
});
