import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fileSink } from './file-sink.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-sink-'));
});
afterAll(() => rm(folder, { recursive: true }));

const filled = (length: number, by: (i: number) => number) =>
  Uint8Array.from({ length }, (_, i) => by(i));

test('pieces of all sizes, one after another, and one written over afterwards', async () => {
  const file = join(folder, 'file');
  const writer = fileSink(file).getWriter();
  const whole = Buffer.alloc(3_500_000);
  let position = 0;
  for (let n = 1; position < whole.length; n++) {
    const data = filled(Math.min((n * 7919) % 400_000, whole.length - position), (i) => i * n);
    whole.set(data, position);
    await writer.write({ type: 'write', data, position });
    position += data.length;
  }
  const index = filled(1000, () => 7);
  whole.set(index, 16);
  await writer.write({ type: 'write', data: index, position: 16 });
  await writer.close();
  expect(whole.equals(await readFile(file))).toBe(true);
});

/** Which files this process holds open. */
async function openFiles(): Promise<string[]> {
  const links = (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`));
  return (await Promise.allSettled(links)).flatMap((link) =>
    link.status === 'fulfilled' ? link.value : [],
  );
}

test('a full disk is told, and the file let go of', async () => {
  const writer = fileSink('/dev/full').getWriter();
  writer.closed.catch(() => {});
  await writer.write({ type: 'write', data: new Uint8Array(100), position: 0 });
  await expect(writer.close()).rejects.toThrow('ENOSPC');
  const more = fileSink('/dev/full').getWriter();
  more.closed.catch(() => {});
  const data = new Uint8Array(2_000_000);
  await expect(more.write({ type: 'write', data, position: 0 })).rejects.toThrow('ENOSPC');
  expect(await openFiles()).not.toContain('/dev/full');
});
