import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig } from './config.ts';
import { createLog } from './log.ts';
import { makeSharedFolder, openFolders } from './private-files.ts';

const EGRESS = {
  ...{ RECORDER: 'egress', LIVEKIT_URL: 'ws://l' },
  ...{ LIVEKIT_API_KEY: 'k', LIVEKIT_API_SECRET: 's' },
};
const log = createLog('silent');

let folder: string;
let dataDir: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-private-'));
  dataDir = join(folder, 'data');
});
afterEach(() => rm(folder, { recursive: true }));

const open = (env: Record<string, string> = {}) =>
  openFolders(loadConfig({ DATA_DIR: dataDir, ...env }), log);
const mode = async (...names: string[]) =>
  ((await stat(join(dataDir, ...names))).mode & 0o777).toString(8);

test('new folders are for this user alone', async () => {
  await open();
  expect(await mode()).toBe('700');
  expect(await mode('replay-segments')).toBe('700');
});

test('what an earlier version left open is closed, and a folder of somebody else left as it is', async () => {
  await mkdir(join(dataDir, 'clips'), { recursive: true });
  await mkdir(join(dataDir, 'replay-segments'));
  await chmod(dataDir, 0o755);
  for (const name of ['hindsight.sqlite', 'hindsight.sqlite-wal', 'secret.key']) {
    await writeFile(join(dataDir, name), '');
    await chmod(join(dataDir, name), 0o644);
  }
  for (const name of ['clips', 'replay-segments']) await chmod(join(dataDir, name), 0o755);
  await open();
  expect(await mode()).toBe('755');
  for (const name of ['clips', 'replay-segments']) expect(await mode(name)).toBe('700');
  for (const name of ['hindsight.sqlite', 'hindsight.sqlite-wal', 'secret.key'])
    expect(await mode(name)).toBe('600');
});

test('Egress, of our group, finds its way to the segments and to nothing else', async () => {
  await open(EGRESS);
  expect(await mode()).toBe('710');
  expect(await mode('replay-segments')).toBe('770');
  const session = join(dataDir, 'replay-segments', '7', 'voice', '1700000000000');
  await makeSharedFolder(join(session, '..'), session);
  for (const path of [['7'], ['7', 'voice'], ['7', 'voice', '1700000000000']])
    expect(await mode('replay-segments', ...path)).toBe('770');
  await expect(makeSharedFolder(join(session, '..'), session)).rejects.toThrow('EEXIST');
});

const OURS = 54_321;
const THEIRS = 54_322;
const GROUP = 54_320;
const isRoot = process.getuid?.() === 0;
if (!isRoot && process.env.CI)
  throw new Error('CI has to run these as root, to become other users');
if (!isRoot) console.log('skipped: other users, because only root can become them');

/** Runs the body of an async function as another user. @returns what it says */
function as(uid: number, gid: number, body: string): string {
  const code = `
    import * as fs from 'node:fs';
    import * as module from ${JSON.stringify(new URL('./private-files.ts', import.meta.url).href)};
    import { loadConfig } from ${JSON.stringify(new URL('./config.ts', import.meta.url).href)};
    process.setgroups([]); process.setgid(${gid}); process.setuid(${uid});
    process.umask(module.UMASK);
    const tried = (work) => { try { work(); return 'yes'; } catch (error) { return error.code; } };
    ${body}`;
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
    env: { NODE_NO_WARNINGS: '1' },
  });
  if (child.status !== 0) throw new Error(child.stderr);
  return child.stdout.trim();
}

test.skipIf(!isRoot)(
  'the kernel lets Egress write segments, and nobody else read clips',
  async () => {
    await chmod(folder, 0o777);
    const env = JSON.stringify({ ...EGRESS, DATA_DIR: dataDir });
    const session = join(dataDir, 'replay-segments', '7', '1700000000000');
    const clip = join(dataDir, 'clips', '1.mp4');
    as(
      OURS,
      GROUP,
      `await module.openFolders(loadConfig(${env}), { warn: console.error });
     await module.makeSharedFolder(${JSON.stringify(join(session, '..'))}, ${JSON.stringify(session)});
     fs.mkdirSync(${JSON.stringify(join(clip, '..'))});
     fs.writeFileSync(${JSON.stringify(clip)}, 'frames');`,
    );
    const segment = JSON.stringify(join(session, 'segment_00000.ts'));
    const tries = `console.log(
    tried(() => fs.writeFileSync(${segment}, 'frames')),
    tried(() => fs.readFileSync(${JSON.stringify(clip)})),
    tried(() => fs.readdirSync(${JSON.stringify(dataDir)})));`;
    expect(as(THEIRS, GROUP, tries)).toBe('yes EACCES EACCES');
    expect(as(THEIRS, THEIRS, tries)).toBe('EACCES EACCES EACCES');
  },
);
