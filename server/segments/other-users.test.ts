import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Segment } from './range.ts';
import { segmentsFrom, writeSession } from './test-sessions.ts';

/** Any two ordinary users: whoever runs Hindsight, and whoever Egress runs as where that is somebody else. */
const OURS = 54_321;
const THEIRS = 54_322;

const root = process.getuid?.() === 0;
if (!root && process.env.CI) throw new Error('CI has to run these as root, to become other users');
if (!root) console.log('skipped: segments of other users, because only root can become them');
const protects = readSetting('/proc/sys/fs/protected_hardlinks') === '1';
if (!protects) console.log('skipped: refused links, because fs.protected_hardlinks is off here');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-users-'));
  await chmod(folder, 0o755);
});
afterEach(() => rm(folder, { recursive: true }));

function readSetting(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}

/** Runs the body of an async function as an ordinary user, its modules loaded before. @returns its result */
function asUser(uid: number, module: string, body: string, argument: unknown) {
  const code = `
    import * as module from ${JSON.stringify(new URL(module, import.meta.url).href)};
    process.setgroups([]); process.setgid(${uid}); process.setuid(${uid});
    const run = async (argument) => {${body}};
    console.log(JSON.stringify(await run(${JSON.stringify(argument)})));`;
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
    env: { NODE_NO_WARNINGS: '1' },
  });
  if (child.status !== 0) throw new Error(child.stderr);
  return JSON.parse(child.stdout);
}

/** A segment of `owner`'s, 0644 as Egress writes them, and a folder of ours to work in. */
async function segmentOf(owner: number): Promise<{ segment: Segment; workDir: string }> {
  const file = join(folder, 'segment_00000.ts');
  await writeFile(file, 'frames');
  await chown(file, owner, owner);
  const work = join(folder, 'work');
  await mkdir(work);
  await chown(work, OURS, OURS);
  const segment = { file, startMs: 0, durationMs: 2000, folder, discontinuity: false };
  return { segment, workDir: join(work, 'clip') };
}

const holdAsUs = (its: { segment: Segment; workDir: string }): Segment[] =>
  asUser(OURS, './hold.ts', 'return module.hold([argument.segment], argument.workDir)', its);

test.skipIf(!root)('our own segments are linked, as an ordinary user', async () => {
  const its = await segmentOf(OURS);
  const [held] = holdAsUs(its);
  expect((await stat(held?.file ?? '')).ino).toBe((await stat(its.segment.file)).ino);
});

test.skipIf(!root || !protects)(
  "another user's segments are copied where links are refused",
  async () => {
    const its = await segmentOf(THEIRS);
    const [held] = holdAsUs(its);
    const file = held?.file ?? '';
    expect(await stat(file)).toMatchObject({ nlink: 1, uid: OURS });
    await rm(its.segment.file);
    expect(await readFile(file, 'utf8')).toBe('frames');
  },
);

/** A session of an hour ago that is over, its folder and its files of different owners. */
async function oldSession(userId: string, folderOwner: number, fileOwner: number): Promise<string> {
  const startMs = Date.now() - 3_600_000;
  const session = await writeSession(folder, userId, startMs, {
    segments: segmentsFrom(startMs, 0, 2),
    ended: true,
  });
  await chmod(session, 0o755);
  for (const path of [dirname(session), session]) await chown(path, folderOwner, folderOwner);
  for (const name of await readdir(session)) await chown(join(session, name), fileOwner, fileOwner);
  return session;
}

/** @returns what was deleted, and what the log says */
const cleanAsUs = () =>
  asUser(
    OURS,
    './clean.ts',
    `const warnings = [];
     const log = { warn: ({ err, folder }, words) => warnings.push({ code: err.code, folder, words }) };
     const cleaned = await module.cleanSegments({ ...argument, log });
     return { cleaned, warnings };`,
    { segmentsPath: folder, windowMs: 60_000, nowMs: Date.now() },
  );

test.skipIf(!root)('in a folder of ours, files of another user are deleted', async () => {
  const session = await oldSession('1', OURS, THEIRS);
  expect(cleanAsUs()).toMatchObject({ cleaned: { deleted: 3 }, warnings: [] });
  await expect(stat(session)).rejects.toThrow('ENOENT');
});

test.skipIf(!root)(
  'in a folder of theirs nothing can be deleted, which is said, and the rest is',
  async () => {
    const theirs = await oldSession('1', THEIRS, THEIRS);
    const ours = await oldSession('2', OURS, OURS);
    const { cleaned, warnings } = cleanAsUs();
    expect(cleaned.deleted).toBe(3);
    expect(warnings).toEqual([{ code: 'EACCES', folder: theirs, words: 'could not be cleaned' }]);
    expect(await readdir(theirs)).toHaveLength(4);
    await expect(stat(ours)).rejects.toThrow('ENOENT');
  },
);
