import { spawnSync } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkDeletable, mayDelete } from './deletable.ts';

const APP = { uid: 54321, gids: [54321] };
const EGRESS = { uid: 54322, gid: 54322 };
const isRoot = process.getuid?.() === 0;

let segmentsPath: string;
beforeEach(async () => {
  segmentsPath = await mkdtemp(join(tmpdir(), 'hindsight-deletable-'));
  await chmod(segmentsPath, 0o755);
});
afterEach(() => rm(segmentsPath, { recursive: true }));

/** A session with one file by Egress in it. */
async function session(owner: { uid: number; gid: number }, mode: number): Promise<string> {
  const folder = join(segmentsPath, '7', String(Date.now()) + mode);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'segment_00000.ts'), 'x');
  await chown(join(folder, 'segment_00000.ts'), EGRESS.uid, EGRESS.gid);
  await chown(folder, owner.uid, owner.gid);
  await chmod(folder, mode);
  return folder;
}

describe.skipIf(!isRoot)('as an ordinary user (only root can try)', () => {
  const ours = { uid: APP.uid, gid: APP.uid };
  test.each([
    ['our folder', ours, 0o775, true],
    ['our folder, without the right to write', ours, 0o555, false],
    ["Egress's folder, as it makes them", EGRESS, 0o755, false],
    ["Egress's folder, writable for its group, which isn't ours", EGRESS, 0o775, false],
    ["Egress's folder, writable for our group", { uid: EGRESS.uid, gid: APP.uid }, 0o775, true],
    ["Egress's folder, writable for everybody, sticky", EGRESS, 0o1777, false],
  ])('%s: the kernel says the same', async (_, owner, mode, expected) => {
    const folder = await session(owner, mode);
    expect(mayDelete(await stat(folder), APP)).toBe(expected);
    const script = `require('fs').rmSync(${JSON.stringify(join(folder, 'segment_00000.ts'))})`;
    const { status } = spawnSync(process.execPath, ['-e', script], { uid: APP.uid, gid: APP.uid });
    expect(status === 0).toBe(expected);
  });

  test('recordings that we can not clean are named, with what to do', async () => {
    await session(ours, 0o775);
    const theirs = await session(EGRESS, 0o755);
    const { state, says, todo } = await checkDeletable(segmentsPath, APP);
    expect(state).toBe('missing');
    expect(says).toContain(`${theirs} (owner ${EGRESS.uid}, mode 755)`);
    expect(says).toContain('1 of 2');
    expect(todo).toContain('one uid');
    expect(todo).toContain('Not `chmod 777`');
  });
});

test('no recordings yet, not even the folder', async () => {
  const none = join(segmentsPath, 'none');
  expect(await checkDeletable(none, APP)).toMatchObject({ state: 'ok' });
});
