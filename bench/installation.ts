import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@keyv/redis';
import { ADA, waitForOutcome } from '../e2e/support/hindsight.ts';
import { type Installation, startInstallation } from '../e2e/support/machines/installation.ts';
import { findFfmpeg } from '../server/ffmpeg/find.ts';
import { roomName } from '../server/livekit/room-name.ts';
import { ask, letGo, startChild } from './child.ts';
import { type Bench, type Figure, plain, slope } from './figure.ts';
import type { NoShare, SharedTracks } from './sharing/sharers.ts';
import { makeTape } from './sharing/tape.ts';
import { usageOf } from './usage.ts';

const COUNTS = [1, 2, 4];
const WARM_UP_MS = 10_000;
const MEASURE_MS = 30_000;
const CLIPS = 3;
/** So long after the sharers went, all of it is recorded and closed. */
const ENDED_MS = 20_000;
const CLIP_S = 30;
/** 30 s are about 10 MiB: none is to be encoded again while others are not. */
const ROOMY_BYTES = 100 << 20;

/** What everything has used or was asked until a moment. */
type Reading = Record<string, number>;

/** What each further share of 720p30, and each clip, asks of the parts of an installation of many processes. */
export const installation: Bench = {
  name: 'installation',
  byNameOnly: true,
  async measure(say) {
    const parts = await startInstallation({ servers: 1, workers: 1, bots: 1 });
    const tape = await makeTape(await findFfmpeg(process.env.FFMPEG_PATH), parts.folder);
    const { url, apiKey, apiSecret } = parts.livekit;
    const livekit = { url, apiKey, apiSecret };
    const sharers = startChild('sharing/sharers.ts', { livekit, tapeFile: tape });
    try {
      const { me, guilds } = await parts.sandbox.control.world('ada');
      const ours = roomName(guilds[0]?.id ?? '', me);
      for (const { name } of guilds) await parts.sandbox.control.setUploadLimit(name, ROOMY_BYTES);
      const steps: Reading[] = [];
      let have = 0;
      for (const count of COUNTS) {
        for (; have < count; have++) {
          const room = have === 0 ? ours : roomName(guilds[0]?.id ?? '', String(1000 + have));
          const answer = await ask<SharedTracks | NoShare>(sharers, room);
          if ('failed' in answer) throw new Error(answer.failed);
        }
        await sleep(WARM_UP_MS);
        steps.push(await perSecond(parts));
        say(`${count} shares: ${describe(steps.at(-1) ?? {})}`);
      }
      await letGo(sharers);
      const clip = await perClip(parts, Date.now());
      say(`a clip of ${CLIP_S} s: ${describe(clip)}`);
      const figures = (what: string, reading: Reading): Figure[] =>
        Object.entries(reading).map(([name, value]) =>
          plain(`installation: ${what}: ${name}`, value, ''),
        );
      const further = Object.fromEntries(
        Object.keys(steps[0] ?? {}).map((name) => [
          name,
          slope(
            COUNTS,
            steps.map((step) => step[name] ?? Number.NaN),
          ),
        ]),
      );
      return [
        ...figures('a second with one share', steps[0] ?? {}),
        ...figures('a second for each further share', further),
        ...figures(`a clip of ${CLIP_S} s`, clip),
      ];
    } finally {
      await letGo(sharers);
      await parts.close();
    }
  },
};

async function perSecond(parts: Installation): Promise<Reading> {
  const [from, fromMs] = [await read(parts), performance.now()];
  await sleep(MEASURE_MS);
  const to = await read(parts);
  return difference(from, to, (performance.now() - fromMs) / 1000);
}

/** Of a share that is over, so that hardly anything else goes on. */
async function perClip(parts: Installation, endedMs: number): Promise<Reading> {
  const { control } = parts.sandbox;
  await sleep(ENDED_MS);
  const idle = await perSecond(parts);
  const [from, fromMs] = [await read(parts), performance.now()];
  for (let i = 0; i < CLIPS; i++) {
    const to = Math.ceil((Date.now() - endedMs) / 1000) + 5;
    const command = `/replay post from:${to + CLIP_S}s to:${to}s`;
    const { id } = await control.run({ ...ADA, command });
    const { message } = await waitForOutcome(control, id, 60_000);
    if (!message?.attachments[0]) throw new Error(`no clip: ${message?.content}`);
  }
  const seconds = (performance.now() - fromMs) / 1000;
  const all = difference(from, await read(parts), 1);
  const each = Object.entries(all).map(([name, value]) => [
    name,
    (value - (idle[name] ?? 0) * seconds) / CLIPS,
  ]);
  return Object.fromEntries(each);
}

async function read({ machines, sandbox, env, folder }: Installation): Promise<Reading> {
  const reading: Reading = {};
  for (const machine of machines) {
    reading[`core seconds, ${machine.name}`] = (await usageOf(machine.pid())).cpuS;
  }
  const redis = createClient({ url: env.STORE_URL ?? '' });
  await redis.connect();
  const stats = await redis.info('stats');
  await redis.close();
  reading['Redis commands'] = Number(/total_commands_processed:(\d+)/.exec(stats)?.[1]);
  const log = await readFile(join(folder, 's3-access.log'), 'utf8');
  for (const kind of [
    'PutObject',
    'GetObject',
    'HeadObject',
    'ListObjectsV2',
    'DeleteObjects',
    'CopyObject',
  ]) {
    reading[`S3 ${kind}`] = log.split(` s3_${kind} `).length - 1;
  }
  reading['S3 all'] = log.split(' s3_').length - 1;
  reading['Discord requests'] = (await sandbox.control.requests()).length;
  return reading;
}

function difference(from: Reading, to: Reading, seconds: number): Reading {
  return Object.fromEntries(
    Object.entries(to).map(([name, value]) => [name, (value - (from[name] ?? 0)) / seconds]),
  );
}

function describe(reading: Reading): string {
  return Object.entries(reading)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(2))}`)
    .join(', ');
}
