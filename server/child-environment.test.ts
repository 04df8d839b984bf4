import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LiveFfmpeg } from './ffmpeg/live.ts';
import { runFfmpeg } from './ffmpeg/render.ts';

// In place of ffmpeg a program that tells what it was given.
let folder: string;
let program: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-environment-'));
  program = join(folder, 'ffmpeg');
  await writeFile(program, `#!/bin/sh\nenv > "${folder}/env"\n`, { mode: 0o755 });
  vi.stubEnv('DISCORD_TOKEN', 'hush-hush');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'hush-hush');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function given(): Promise<string> {
  const text = await readFile(join(folder, 'env'), 'utf8');
  expect(text).toMatch(/^PATH=/m);
  return text;
}

test('a render has none of our variables', async () => {
  const output = { file: join(folder, 'out.mp4'), options: ['-c', 'copy'] };
  const run = runFfmpeg({ ffmpegPath: program, input: { file: 'in.ts', kind: 'segment' }, output });
  await run.catch(() => {});
  expect(await given()).not.toContain('hush-hush');
});

test('what encodes as a part of a recording has none of our variables', async () => {
  const gone = Promise.withResolvers<unknown>();
  const options = ['-f', 'h264', '-i', 'pipe:0', 'pipe:1'];
  new LiveFfmpeg({ ffmpegPath: program, options, onData() {}, onDeath: gone.resolve });
  await gone.promise;
  expect(await given()).not.toContain('hush-hush');
});
