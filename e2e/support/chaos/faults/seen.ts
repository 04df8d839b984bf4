import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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

const noRedis: Look = async ({ surroundings }) => {
  for (const { port } of surroundings.values()) {
    await until('no process is ready', async () => !(await isReady(port)));
  }
};

/** Asks again and again over one connection of its own. */
const cutLine =
  (which: 'redis' | 'internal', question: string): Look =>
  async (installation, what) => {
    // Only those that were there before.
    if (what.includes('forgotten')) return;
    const socket = connect(processIn(installation, what)[which].port, '127.0.0.1');
    const over = once(socket, 'close').catch(() => {});
    let answered = false;
    socket.on('error', () => {}).on('data', () => (answered = true));
    const asking = setInterval(() => socket.write(question.repeat(100)), 10);
    const closed = await Promise.race([over.then(() => true), sleep(1500, false)]);
    clearInterval(asking);
    socket.destroy();
    expect({ closed, answered: answered && !closed }).toEqual({
      closed: !what.includes('silent'),
      answered: false,
    });
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
  'redis cut': cutLine('redis', 'PING\r\n'),
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
  'discord cut': async (installation, what) => {
    const fromMs = performance.now();
    const answer = askDiscord(installation);
    if (what.includes('loses')) return expect(answer).rejects.toThrow();
    await answer;
    if (what.includes('late')) expect(performance.now() - fromMs).toBeGreaterThan(1000);
  },
  'gateway drop': ({ sandbox }) =>
    until('nobody is connected', async () =>
      (await sandbox.control.sessions()).every(({ connected }) => !connected),
    ),
  'livekit down': async ({ livekit }) =>
    expect(fetch(livekit.url.replace('ws', 'http'))).rejects.toThrow(),
  'packet loss': fate('lost'),
  'packet delay': fate('passed'),
  'packet reordering': fate('held'),
  'network dark': fate('lost'),
  'connections cut': cutLine('internal', 'GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n'),
};
