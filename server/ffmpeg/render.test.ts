import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { FfmpegFailed } from './failed.ts';
import { findFfmpeg } from './find.ts';
import { type FfmpegRun, runFfmpeg } from './render.ts';

/** For slow machines; nothing here is about speed. */
const PATIENCE = { timeout: 20_000 };
vi.setConfig({ testTimeout: 30_000 });

const PICTURES = 'testsrc=size=320x180:rate=30';
/** Where processes can be looked at. */
const onLinux = test.runIf(process.platform === 'linux');

let ffmpegPath: string;
let folder: string;
let outFile: string;
beforeAll(async () => {
  ffmpegPath = await findFfmpeg();
});
beforeEach(async () => {
  // Its name is how its processes are found.
  folder = await mkdtemp(join(tmpdir(), 'hindsight render '));
  outFile = join(folder, "it's out.mp4");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function order(seconds: number, change: Partial<FfmpegRun> = {}, ...outputOptions: string[]) {
  const input = { file: PICTURES, kind: 'lavfi', options: ['-t', String(seconds)] };
  const options = ['-c:v', 'libx264', '-preset', 'ultrafast', ...outputOptions];
  return { ffmpegPath, input, output: { file: outFile, options }, ...change } as FfmpegRun;
}
/** Goes on for a minute, writing all the while. */
const slow = (change: Partial<FfmpegRun> = {}) => {
  const input = { file: PICTURES, kind: 'lavfi' as const, options: ['-re', '-t', '60'] };
  return order(60, { input, ...change }, '-flush_packets', '1', '-f', 'mpegts');
};

/** Processes that have this test's folder in their command. */
async function running(): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const command = await readFile(`/proc/${name}/cmdline`, 'latin1').catch(() => '');
    if (command.includes(folder) && command.includes('libx264')) found.push(Number(name));
  }
  return found;
}
async function isWriting(): Promise<boolean> {
  const found = await stat(outFile).catch(() => null);
  return found !== null && found.size > 0;
}
const untilWriting = () => expect.poll(isWriting, PATIENCE).toBe(true);

async function failureOf(run: Promise<void>): Promise<FfmpegFailed> {
  const error = await run.then(
    () => null,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(FfmpegFailed);
  return error;
}

test('a render that works leaves its file and tells how far it is', async () => {
  const told: number[] = [];
  const onProgress = (fraction: number) => void told.push(fraction);
  await runFfmpeg(order(2, { durationMs: 2000, onProgress }));
  expect((await stat(outFile)).size).toBeGreaterThan(1000);
  expect(told.at(-1)).toBeGreaterThan(0.9);
  expect(told.toSorted((a, b) => a - b)).toEqual(told);
  expect(Math.max(...told)).toBeLessThanOrEqual(1);
});

test('a failure tells the command, the cause and what ffmpeg said last', async () => {
  const input = { file: join(folder, 'none.mp4'), kind: 'mp4' as const };
  const error = await failureOf(runFfmpeg(order(1, { input })));
  expect(error.message).toContain('exited with code 1');
  expect(error.message).toContain(`${ffmpegPath} -hide_banner`);
  // Once, as somebody has to read it.
  expect(error.message.match(/No such file or directory/g)).toHaveLength(1);
  expect(error.stderr).toContain('none.mp4: No such file or directory');
  expect(error.cause).toBeInstanceOf(Error);
  // It can be typed as it is.
  expect(error.command).toContain(`'${folder}/none.mp4'`);
  expect(error.command).toContain(`'${folder}/it'\\''s out.mp4'`);
});

test('an ffmpeg that is not there is a failure like others', async () => {
  const error = await failureOf(runFfmpeg(order(1, { ffmpegPath: join(folder, 'ffmpeg') })));
  expect(error.message).toContain('exited with code 127');
});

onLinux('beyond its time, it is ended', async () => {
  const error = await failureOf(runFfmpeg(slow({ timeoutMs: 500 })));
  expect(error.message).toContain('it took longer than 0.5 s');
  expect(await running()).toEqual([]);
});

onLinux('aborted, it is gone by the time that its caller hears of it', async () => {
  const aborting = new AbortController();
  const end = runFfmpeg(slow({ signal: aborting.signal })).catch((reason) => reason);
  await untilWriting();
  expect(await running()).toHaveLength(1);
  aborting.abort(new Error('no longer wanted'));
  expect((await end).message).toBe('no longer wanted');
  expect(await running()).toEqual([]);
});

onLinux('aborted before there is a process, there is none', async () => {
  const aborting = new AbortController();
  const end = runFfmpeg(slow({ signal: aborting.signal })).catch((reason) => reason);
  aborting.abort(new Error('no longer wanted'));
  expect((await end).message).toBe('no longer wanted');
  expect(await running()).toEqual([]);
  await expect(runFfmpeg(slow({ signal: aborting.signal }))).rejects.toThrow('no longer wanted');
});

onLinux('an output beyond its limit is a failure, not a shorter file', async () => {
  const endless = order(
    600,
    { limits: { outputBytes: 20_000 } },
    '-flush_packets',
    '1',
    '-f',
    'mpegts',
  );
  const error = await failureOf(runFfmpeg(endless));
  expect(error.message).toMatch(/it wrote .* more than the 0\.0 MiB that were allowed/);
  expect(await running()).toEqual([]);
});

test('an output that is over its limit only at the end is a failure, too', async () => {
  const error = await failureOf(runFfmpeg(order(1, { limits: { outputBytes: 100 } })));
  expect(error.message).toContain('more than');
});

onLinux('a process that takes too much memory is ended', async () => {
  const limits = { memoryBytes: 300 * 1024 * 1024 };
  // Backwards: holds every picture until the last one is there.
  const source = 'testsrc=size=1920x1080:rate=30';
  const input = { file: source, kind: 'lavfi' as const, options: ['-t', '600'] };
  const error = await failureOf(runFfmpeg(order(600, { input, limits }, '-vf', 'reverse')));
  expect(error.message).toMatch(/it held \d+\.\d MiB of memory, more than the 300\.0 MiB allowed/);
  expect(await running()).toEqual([]);
});

onLinux('it gives way to the rest of the machine', async () => {
  const aborting = new AbortController();
  const end = runFfmpeg(slow({ signal: aborting.signal })).catch(() => {});
  await untilWriting();
  const [pid] = await running();
  expect(getPriority(pid as number)).toBe(Math.min(19, getPriority() + 5));
  aborting.abort();
  await end;
});

onLinux('it ends with a parent that is killed', async () => {
  const program = `import { runFfmpeg } from '${import.meta.dirname}/render.ts';
    await runFfmpeg(${JSON.stringify(slow())});`;
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    await untilWriting();
    // The program's own text has the folder in it, too.
    const children = async () => (await running()).filter((pid) => pid !== parent.pid);
    expect(await children()).toHaveLength(1);
    parent.kill('SIGKILL');
    await expect.poll(children, PATIENCE).toEqual([]);
  } finally {
    parent.kill('SIGKILL');
  }
});

onLinux('one that has ended by itself leaves nobody watching it', async () => {
  await runFfmpeg(order(1));
  const watching = async () => {
    const children = await readFile(`/proc/self/task/${process.pid}/children`, 'latin1');
    const commands = await Promise.all(
      children
        .trim()
        .split(' ')
        .map((pid) => readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '')),
    );
    return commands.filter((command) => command.includes('read -r word'));
  };
  await expect.poll(watching, PATIENCE).toEqual([]);
});
