import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import type { Installation } from '../../machines/installation.ts';
import type { Surroundings } from '../../machines/surroundings.ts';
import { until } from '../../until.ts';

/** Looks from outside whether a fault is really there. @param what in its own words */
type Look = (installation: Installation, what: string) => Promise<unknown>;

const numberIn = (what: string, unit: string) =>
  Number(new RegExp(`(\\d+) ${unit}`).exec(what)?.[1]);

/** The process that the words name. */
function processIn({ surroundings }: Installation, what: string): Surroundings {
  const name = /(server|worker|bot) \d+/.exec(what)?.[0] ?? '';
  const found = surroundings.get(name);
  if (!found) throw new Error(`no process in: ${what}`);
  return found;
}

const write =
  (code: string): Look =>
  async (installation, what) => {
    const { dataDir } = processIn(installation, what);
    const writing = writeFile(join(dataDir, 'probe'), Buffer.alloc(1 << 16));
    await expect(writing).rejects.toMatchObject({ code });
  };

/** What a program says that sees the world as this process does. */
async function asProcess({ env }: Surroundings, code: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['-p', code], {
    env: { ...process.env, ...env },
  });
  return Number(stdout);
}

const slow: Look = async (installation, what) => {
  const around = processIn(installation, what);
  const file = JSON.stringify(join(around.dataDir, 'probe'));
  const tookMs = await asProcess(
    around,
    `const from = performance.now(); fs.writeFileSync(${file}, 'x'); fs.unlinkSync(${file}); performance.now() - from`,
  );
  // It is opened, written, and removed.
  expect(tookMs).toBeGreaterThanOrEqual(3 * numberIn(what, 'ms'));
};

const clock: Look = async (installation, what) => {
  const steppedMs = (await asProcess(processIn(installation, what), 'Date.now()')) - Date.now();
  const stepMs = 1000 * numberIn(what, 's ') * (what.includes('back') ? -1 : 1);
  expect(Math.abs(steppedMs - stepMs)).toBeLessThan(1500);
};

const isReady = (port: number) => fetch(`http://127.0.0.1:${port}/readyz`).then(({ ok }) => ok);

const noRedis: Look = async (installation, what) => {
  const all = [...installation.surroundings.values()];
  const those = /bot|server|worker/.test(what) ? [processIn(installation, what)] : all;
  for (const { port } of those) {
    await until('that process is not ready', async () => !(await isReady(port)));
  }
};

const askS3 = async ({ s3 }: Installation) => {
  const answer = await fetch(`${s3.endpoint}/hindsight?list-type=2`);
  await answer.text();
  return answer;
};

const askDiscord = ({ sandbox }: Installation) => fetch(`${sandbox.apiUrl}/v10/gateway`);

const discordStatus =
  (fits: RegExp): Look =>
  async (installation) =>
    expect(String((await askDiscord(installation)).status)).toMatch(fits);

/** Of packets, whosever way it is. */
const fate =
  (which: 'lost' | 'held' | 'passed'): Look =>
  async ({ networks }) => {
    const count = () =>
      Object.values(networks)
        .flatMap((network) => Object.values(network.fates()))
        .reduce((sum, fates) => sum + fates[which], 0);
    const before = count();
    await until(`packets are ${which}`, () => count() > before);
  };

export const SEEN: Record<string, Look> = {
  'full disk': write('ENOSPC'),
  'read-only disk': write('EROFS'),
  'slow disk': slow,
  'clock step': clock,
  'redis down': noRedis,
  'redis stopped': noRedis,
  'redis cut': noRedis,
  's3 down': async (installation) => expect(askS3(installation)).rejects.toThrow(),
  's3 slow': async (installation, what) => {
    const from = performance.now();
    await until('an answer takes a tenth of that', async () => {
      const sentMs = performance.now();
      await askS3(installation);
      return performance.now() - sentMs > numberIn(what, 'ms') / 10;
    });
    expect(performance.now() - from).toBeGreaterThan(numberIn(what, 'ms') / 10);
  },
  's3 refuses': async (installation) =>
    expect((await askS3(installation)).status).toBeGreaterThan(499),
  's3 cut': async ({ s3 }) => {
    const before = s3.asked.length;
    await until('a request meets it', () => s3.asked.length > before);
  },
  'discord 5xx': discordStatus(/^5/),
  'discord 429': discordStatus(/^429/),
  'discord cut': async () => {},
  'gateway drop': ({ sandbox }) =>
    until('nobody is connected', async () =>
      (await sandbox.control.sessions()).every(({ connected }) => !connected),
    ),
  'dm refusal': async ({ sandbox }) => {
    await sandbox.control.world('ada');
  },
  'livekit down': async ({ livekit }) =>
    expect(fetch(livekit.url.replace('ws', 'http'))).rejects.toThrow(),
  'packet loss': fate('lost'),
  'packet delay': fate('passed'),
  'packet reordering': fate('held'),
  'network dark': fate('lost'),
  'connections cut': async () => {},
};
