import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findFfmpeg } from '../../../ffmpeg/find.ts';
import { createLog, type Log } from '../../../log.ts';
import { opusPackets } from '../fixtures/opus.ts';
import type { Unit } from '../segments/ts-writer.ts';
import { SILENCE } from './opus.ts';
import { FRAME_TICKS, SoundEncoder } from './sound-encoder.ts';

vi.setConfig({ testTimeout: 30_000 });
const RATE = 48_000;
const START_MS = 1000;
/** Where the tone is in each packet file: silence for a second, then half a second of 1 kHz. */
const [TONE_FROM_S, TONE_TO_S] = [1, 1.5];
let folder = '';
let ffmpegPath = '';
const made: Record<string, Buffer[]> = {};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-sound-'));
  ffmpegPath = await findFfmpeg();
  for (const channels of [1, 2]) made[channels] = await tone(channels);
});
afterAll(() => rm(folder, { recursive: true }));

/** Packets of 20 ms, as a browser would send them: noise, too quiet to be heard, around the tone. */
async function tone(channels: number): Promise<Buffer[]> {
  const on = `between(t\\,${TONE_FROM_S}\\,${TONE_TO_S})`;
  const wave = `0.5*sin(2000*PI*t)*${on}+0.0005*(random(0)-0.5)`;
  return opusPackets(
    { ffmpegPath, file: join(folder, `${channels}.ogg`) },
    { wave, channels, seconds: 3 },
  );
}

function open(options: { ffmpegPath?: string; log?: Log } = {}) {
  const frames: Unit[] = [];
  const encoder = new SoundEncoder({
    ffmpegPath,
    log: createLog('silent'),
    onFrame: (frame) => frames.push(frame),
    ...options,
  });
  let atMs = START_MS;
  const skip = (ms: number) => {
    atMs += ms;
  };
  const push = (packets: Buffer[]) => {
    for (const packet of packets) {
      encoder.push(packet, atMs);
      atMs += 20;
    }
  };
  const silence = (ms: number) => push(Array(ms / 20).fill(SILENCE));
  const endMs = () => ((frames.at(-1)?.pts ?? Number.NaN) + FRAME_TICKS) / 90;
  return { encoder, frames, push, silence, skip, endMs, atMs: () => atMs };
}

/** When the tone is to be heard, s of line time, and that both channels have it. */
async function heard(frames: Unit[]): Promise<{ fromS: number; toS: number }[]> {
  const file = join(folder, 'out.aac');
  await writeFile(file, Buffer.concat(frames.map(({ data }) => data)));
  const args = ['-v', 'error', '-i', file, '-f', 's16le', '-'];
  const pcm = execFileSync(ffmpegPath, args, { maxBuffer: 1 << 28 });
  const tones: { fromS: number; toS: number }[] = [];
  const loud = 3000;
  let lastS = Number.NEGATIVE_INFINITY;
  for (let at = 0; at + 4 <= pcm.length; at += 4) {
    const [left, right] = [pcm.readInt16LE(at), pcm.readInt16LE(at + 2)];
    if (Math.abs(left) < loud) continue;
    if (Math.abs(right) < loud / 2) throw new Error(`one channel only at sample ${at / 4}`);
    const atS = START_MS / 1000 + at / 4 / RATE;
    if (atS - lastS > 0.1) tones.push({ fromS: atS, toS: atS });
    (tones.at(-1) as { toS: number }).toS = atS;
    lastS = atS;
  }
  return tones;
}

function isUnbroken(frames: Unit[]): boolean {
  return frames.every(({ pts }, i) => pts === START_MS * 90 + i * FRAME_TICKS);
}

test.each([1, 2])(
  'what is said in %d channels is heard at its moment, in two',
  async (channels) => {
    const { encoder, frames, push, endMs, atMs } = open();
    push(made[channels] as Buffer[]);
    await encoder.finish();
    expect(isUnbroken(frames)).toBe(true);
    expect(endMs()).toBeGreaterThan(atMs() - 22);
    const tones = await heard(frames);
    expect(tones).toHaveLength(1);
    // The decoder's own delay is 2.5 to 6.5 ms.
    expect(Math.abs((tones[0]?.fromS ?? 0) - 1 - TONE_FROM_S)).toBeLessThan(0.012);
    expect(Math.abs((tones[0]?.toS ?? 0) - 1 - TONE_TO_S)).toBeLessThan(0.012);
  },
);

test('silence, however long, moves nothing, and needs no encoder', async () => {
  const { encoder, frames, push, silence, endMs, atMs } = open();
  silence(7340);
  // All of it, at once: no process was waited for.
  expect(endMs()).toBeGreaterThan(8340 - 22);
  const beginsMs = [atMs()];
  push(made[2] as Buffer[]);
  silence(6000);
  encoder.flush();
  await expect.poll(endMs).toBeGreaterThan(16_000);
  silence(7000);
  const before = frames.length;
  silence(1000);
  expect(frames.length - before).toBeGreaterThan(45);
  beginsMs.push(atMs());
  push(made[2] as Buffer[]);
  await encoder.finish();
  expect(isUnbroken(frames)).toBe(true);
  const tones = await heard(frames);
  expect(tones).toHaveLength(2);
  for (const [i, { fromS }] of tones.entries()) {
    expect(Math.abs(fromS - TONE_FROM_S - (beginsMs[i] ?? 0) / 1000)).toBeLessThan(0.012);
  }
});

test('a long stretch without packets is left out, and what follows stands in its place', async () => {
  const log = createLog('silent');
  const warn = vi.spyOn(log, 'warn');
  const { encoder, frames, push, skip, endMs, atMs } = open({ log });
  push(made[2] as Buffer[]);
  encoder.flush();
  // What the encoder holds back is for what follows.
  await expect.poll(endMs).toBeGreaterThan(atMs() - 100);
  const before = frames.length;
  skip(600_000);
  const fromMs = atMs();
  push(made[2] as Buffer[]);
  await encoder.finish();
  expect(warn).not.toHaveBeenCalled();
  expect(isUnbroken(frames.slice(0, before))).toBe(true);
  const after = frames.slice(before).map(({ pts }) => pts);
  expect(after).toEqual(after.map((_, i) => fromMs * 90 + i * FRAME_TICKS));
  expect(endMs()).toBeGreaterThan(atMs() - 22);
  const [tone, ...others] = await heard(frames.slice(before));
  expect(others).toEqual([]);
  expect(Math.abs((tone?.fromS ?? 0) - START_MS / 1000 - TONE_FROM_S)).toBeLessThan(0.012);
});

test('a packet that is no Opus is silence, and what follows stands where it did', async () => {
  const { encoder, frames, push } = open();
  const packets = [...(made[2] as Buffer[])];
  // Padding that is longer than the packet.
  packets[10] = Buffer.from([0xff, 0x41, 0xff, 0xff]);
  push(packets);
  await encoder.finish();
  expect(isUnbroken(frames)).toBe(true);
  const [tone] = await heard(frames);
  expect(Math.abs((tone?.fromS ?? 0) - 1 - TONE_FROM_S)).toBeLessThan(0.012);
});

test('when the encoder dies there is silence, then another one', async () => {
  const told = join(folder, 'ffmpeg');
  await writeFile(told, `#!/bin/sh\necho $$ > "$0.pid"\nexec "${ffmpegPath}" "$@"\n`, {
    mode: 0o755,
  });
  const { encoder, frames, push, silence, endMs, atMs } = open({ ffmpegPath: told });
  push(made[2] as Buffer[]);
  encoder.flush();
  await expect.poll(endMs).toBeGreaterThan(3000);
  process.kill(Number(await readFile(`${told}.pid`, 'utf8')), 'SIGKILL');
  await expect
    .poll(() => {
      silence(20);
      return endMs();
    })
    .toBeGreaterThan(4200);
  silence(2000);
  const fromMs = atMs();
  push(made[2] as Buffer[]);
  await encoder.finish();
  expect(isUnbroken(frames)).toBe(true);
  const tones = await heard(frames);
  expect(tones).toHaveLength(2);
  expect(Math.abs((tones[1]?.fromS ?? 0) - fromMs / 1000 - TONE_FROM_S)).toBeLessThan(0.012);
});

test('an encoder that never runs leaves silence', async () => {
  const { encoder, frames, push, endMs } = open({ ffmpegPath: '/bin/false' });
  await expect
    .poll(() => {
      push((made[2] as Buffer[]).slice(0, 25));
      return endMs();
    })
    .toBeGreaterThan(6000);
  await encoder.finish();
  expect(isUnbroken(frames)).toBe(true);
  expect(await heard(frames)).toEqual([]);
});
