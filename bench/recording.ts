import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ADA, startProduct } from '../e2e/support/hindsight.ts';
import { until } from '../e2e/support/until.ts';
import { findFfmpeg } from '../server/ffmpeg/find.ts';
import { atMost, type Bench, plain } from './figure.ts';
import type { RecordOrder } from './recording/order.ts';
import { type Usage, usageOf } from './usage.ts';

/** Long enough that start-up does not count. */
const WARM_UP_MS = 10_000;
const MEASURE_MS = 40_000;

/**
 * Cores and memory of the embedded recorder beside a recorder that decodes and encodes again: each in a process of
 * its own, at the same time, on the same share.
 */
export const recording: Bench = {
  name: 'recording',
  async measure(say) {
    const product = await startProduct();
    const folder = await mkdtemp(join(tmpdir(), 'bench-recording-'));
    const stops: (() => Promise<void>)[] = [];
    try {
      say('sharing the test card, 720p30 with sound');
      await product.shareAs(ADA);
      const { rooms, livekit } = product.services;
      const [roomName = ''] = await rooms.list();
      const [share] = await rooms.shares(roomName);
      if (!share) throw new Error('nothing is shared');
      // The product's own recorder would only take part of the machine.
      await product.type(ADA, '/replay stop');

      const { url, apiKey, apiSecret } = livekit;
      const ffmpegPath = await findFfmpeg(process.env.FFMPEG_PATH);
      const order = { livekit: { url, apiKey, apiSecret }, roomName, ffmpegPath, ...share };
      const run = async (way: string) => {
        const child = await startWay(way, { ...order, folder: join(folder, way) });
        stops.push(child.stop);
        return child.pid;
      };
      const embedded = await run('embedded');
      const reencode = await run('reencode');
      say(`both record; warming up for ${WARM_UP_MS / 1000} s`);
      await sleep(WARM_UP_MS);
      say(`measuring for ${MEASURE_MS / 1000} s`);
      const [ours, theirs] = await Promise.all([measure(embedded), measure(reencode)]);
      return [
        plain('recording: cores, embedded', ours.cores, ''),
        plain('recording: cores, decode and encode', theirs.cores, ''),
        atMost(
          'recording: cores, embedded / decode and encode',
          ours.cores / theirs.cores,
          '',
          0.25,
        ),
        plain('recording: memory, embedded', ours.memoryMb, 'MB'),
        plain('recording: memory, decode and encode', theirs.memoryMb, 'MB'),
      ];
    } finally {
      await Promise.all(stops.map((stop) => stop()));
      await product.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

/** Resolves once it has written a segment. */
async function startWay(way: string, order: RecordOrder) {
  const script = fileURLToPath(new URL(`recording/${way}.ts`, import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  await until(
    `${way} records`,
    () => {
      if (child.exitCode !== null) throw new Error(`${way} ended with ${child.exitCode}`);
      return said.includes('recording');
    },
    { timeoutMs: 30_000 },
  );
  const stop = async () => {
    if (child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  return { pid: child.pid as number, stop };
}

async function measure(pid: number): Promise<{ cores: number; memoryMb: number }> {
  const [from, fromMs] = [await usageOf(pid), performance.now()];
  await sleep(MEASURE_MS);
  const to: Usage = await usageOf(pid);
  const seconds = (performance.now() - fromMs) / 1000;
  return { cores: (to.cpuS - from.cpuS) / seconds, memoryMb: to.memoryMb };
}
