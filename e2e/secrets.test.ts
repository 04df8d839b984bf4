import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { ROOT } from '../scripts/parts/paths.mjs';
import { freeTcpPort } from '../server/livekit/ports.ts';
import { type S3Server, startS3 } from '../server/storage/s3-server.ts';
import { type RedisServer, startRedis } from '../server/store/redis-server.ts';
import { startLivekit, type TestLivekit } from './support/livekit.ts';
import { skipWithout } from './support/parts.ts';
import { until } from './support/until.ts';

/** Each in a place of its own, so that a test that finds one knows which it is. */
const SECRET = {
  token: 'aG9zdC1vZi10aGUtYm90.Hu-sh1.t0ken-t0ken-t0ken-t0ken',
  client: 'cl1ent-hush-hush-hush-hush',
  redis: 'r3dis/hush hush&hush',
  s3: 's3cret/hush+hush/hush=hush',
  livekit: 'l1vekit-hush-hush-hush-hush-hush-hush',
  webhook: 'w3bhook-hush-hush-hush-hush-hush-hush',
  signing: 's1gning-hush-hush-hush-hush-hush-hush',
  internal: '1nternal-hush-hush-hush-hush-hush-hush',
};
const run = promisify(execFile);

const missing = await skipWithout('livekit', 'ffmpeg', 'redis', 'versitygw');
describe.skipIf(missing)('what is secret', () => {
  let folder: string;
  let sandbox: Sandbox;
  let livekit: TestLivekit;
  let s3: S3Server;
  let redis: RedisServer;
  /** Also what these parts have made for themselves. */
  let secrets: string[];
  const begun: ChildProcess[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hindsight-hush-'));
    [sandbox, livekit, s3, redis] = await Promise.all([
      startSandbox({ dataDir: folder }),
      startLivekit(),
      startS3(),
      startRedis(),
    ]);
    await run('redis-cli', [
      '-p',
      String(redis.port),
      'config',
      'set',
      'requirepass',
      SECRET.redis,
    ]);
    const { secretAccessKey } = s3.config.credentials;
    const made = [sandbox.botToken, sandbox.clientSecret, livekit.apiSecret, secretAccessKey];
    secrets = [...Object.values(SECRET), ...made];
  });
  // What a test has not come to end.
  afterEach(() => {
    for (const child of begun.splice(0)) child.kill('SIGKILL');
  });
  afterAll(async () => {
    await Promise.all([sandbox?.close(), livekit?.close(), s3?.stop(), redis?.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  /** All that fits together. */
  function right(): Record<string, string> {
    const { bucket, endpoint, credentials } = s3.config;
    return {
      ...{ DISCORD_TOKEN: sandbox.botToken, DISCORD_API_URL: sandbox.apiUrl },
      DISCORD_CLIENT_SECRET: sandbox.clientSecret,
      STORE_URL: `redis://:${encodeURIComponent(SECRET.redis)}@127.0.0.1:${redis.port}`,
      ...{ S3_BUCKET: bucket, S3_ENDPOINT: endpoint, S3_ACCESS_KEY_ID: credentials.accessKeyId },
      S3_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      ...{ LIVEKIT_URL: livekit.url, LIVEKIT_API_KEY: livekit.apiKey },
      ...{ LIVEKIT_API_SECRET: livekit.apiSecret, LIVEKIT_WEBHOOK_API_KEY: 'webhook' },
      LIVEKIT_WEBHOOK_SECRET: SECRET.webhook,
    };
  }

  async function begin(script: string[], env: Record<string, string>, nodeArgs: string[] = []) {
    const dataDir = await mkdtemp(join(folder, 'data-'));
    await writeFile(join(dataDir, 'secret.key'), SECRET.signing);
    await writeFile(join(dataDir, 'internal.key'), SECRET.internal);
    const port = await freeTcpPort();
    const child = spawn(
      process.execPath,
      [...nodeArgs, join(ROOT, script[0] ?? ''), ...script.slice(1)],
      {
        env: {
          ...{ PATH: process.env.PATH, FFMPEG_PATH: process.env.FFMPEG_PATH },
          ...{ DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'trace', ...env },
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    begun.push(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        said += text;
      });
    }
    const ended = once(child, 'exit');
    const end = async (signal: NodeJS.Signals = 'SIGTERM', graceMs = 20_000) => {
      const late = setTimeout(() => child.kill('SIGKILL'), graceMs);
      if (child.exitCode === null && child.signalCode === null) {
        child.kill(signal);
        await ended;
      }
      clearTimeout(late);
    };
    return { child, dataDir, url: `http://127.0.0.1:${port}`, said: () => said, ended, end };
  }

  /** @param where what was said there is looked at */
  function findsNone(said: string, where: string): void {
    const shown = secrets.filter((secret) =>
      [secret, encodeURIComponent(secret)].some((form) => said.includes(form)),
    );
    expect(shown, where).toEqual([]);
  }

  test('stands in no log, page or metric of a whole run, and no child has it in its environment', async () => {
    const product = await begin(['server/main.ts'], right());
    const isReady = async () => (await fetch(`${product.url}/readyz`)).ok;
    await until('it is ready', () => isReady().catch(() => false), { timeoutMs: 60_000 });
    for (const path of ['/', '/share', '/metrics', '/readyz', '/api/about', '/api/nothing']) {
      const answer = await fetch(product.url + path);
      findsNone(JSON.stringify([...answer.headers]) + (await answer.text()), path);
    }
    const forged = await fetch(`${product.url}/api/livekit/webhook`, {
      ...{ method: 'POST', body: '{}' },
      headers: { 'content-type': 'application/webhook+json', authorization: SECRET.internal },
    });
    findsNone(await forged.text(), 'a forged webhook');
    // A command, and with it the bot, the store and a render that finds nothing.
    const { id } = await sandbox.control.run({
      as: 'ada',
      channel: '#clips',
      command: '/clip 10s',
    });
    await sandbox.control.waitForAnswer(id);
    const children = await descendants(product.child.pid ?? 0);
    for (const pid of children) {
      const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
      const command = await commandOf(pid);
      findsNone(environment + command, `what ${command} is started with`);
    }
    const doctor = await begin(['scripts/doctor.ts'], { ...right(), DATA_DIR: product.dataDir });
    await doctor.ended;
    expect(doctor.said()).toContain('discord');
    findsNone(doctor.said(), 'the doctor');
    await product.end();
    expect(product.said()).toContain('"level":');
    findsNone(product.said(), 'the log');
  });

  test('each connection of a shard has its token from us and not from its environment', async () => {
    await sandbox.control.setGateway({ shards: 2 });
    const product = await begin(['server/main.ts'], { ...right(), SHARDS: '2' });
    const shards = async () => {
      const all = await descendants(product.child.pid ?? 0);
      const commands = await Promise.all(
        all.map(async (pid) => ({ pid, name: await commandOf(pid) })),
      );
      const found = commands.filter(({ name }) => name.includes('shard.ts'));
      return found.length === 2 && found;
    };
    const found = await until('both are there', shards, { timeoutMs: 60_000 });
    for (const { pid, name } of found)
      findsNone(await readFile(`/proc/${pid}/environ`, 'utf8'), name);
    await product.end('SIGKILL');
    await sandbox.control.setGateway({ shards: 1 });
    findsNone(product.said(), 'the log');
  });

  test.each([
    ['Discord refuses the token', () => ({ DISCORD_TOKEN: SECRET.token })],
    [
      'Discord is away',
      () => ({ DISCORD_API_URL: 'http://127.0.0.1:9', DISCORD_TOKEN: SECRET.token }),
    ],
    [
      'Redis refuses the password',
      () => ({ STORE_URL: `redis://:${SECRET.client}@127.0.0.1:${redis.port}` }),
    ],
    ['Redis is away', () => ({ STORE_URL: `redis://:${SECRET.client}@127.0.0.1:9` })],
    ['the address of Redis is none', () => ({ STORE_URL: `redis://:${SECRET.client}@[` })],
    ['the bucket refuses the key', () => ({ S3_SECRET_ACCESS_KEY: SECRET.s3 })],
    [
      'the bucket is away',
      () => ({ S3_ENDPOINT: 'http://127.0.0.1:9', S3_SECRET_ACCESS_KEY: SECRET.s3 }),
    ],
    ['LiveKit refuses the key', () => ({ LIVEKIT_API_SECRET: SECRET.livekit })],
    [
      'LiveKit is away',
      () => ({ LIVEKIT_URL: 'ws://127.0.0.1:9', LIVEKIT_API_SECRET: SECRET.livekit }),
    ],
    ['the port is taken', () => ({ PORT: String(livekit.port) })],
    ['a variable is wrong', () => ({ RECORDER: 'obs' })],
  ])('is shown by nothing where %s', async (_, wrong) => {
    const env = { ...right(), ...wrong() };
    const [product, doctor] = await Promise.all([
      begin(['server/main.ts'], env),
      begin(['scripts/doctor.ts', '--json'], env),
    ]);
    // Some end by themselves, some go on trying.
    await until('it says something', async () => product.said(), { timeoutMs: 90_000 });
    await Promise.race([product.ended, sleep(8000)]);
    await product.end('SIGTERM', 3000);
    findsNone(product.said(), 'the log');
    await Promise.race([doctor.ended, sleep(25_000)]);
    await doctor.end('SIGINT', 10_000);
    findsNone(doctor.said(), 'the doctor');
  });

  test.each(['server/main.ts', 'scripts/doctor.ts'])(
    'is shown by no crash of %s, whatever hangs on its error',
    async (program) => {
      const crash = join(folder, 'crash.mjs');
      await writeFile(
        crash,
        `const token = process.env.DISCORD_TOKEN;
       const sinceMs = Date.now();
       // Once the product is there, however slow the machine.
       setInterval(() => {
         const isLate = Date.now() - sinceMs > 30_000;
         if (process.listenerCount('uncaughtException') === 0 && !isLate) return;
         const headers = { authorization: 'Bot ' + token, cookie: 'session=${SECRET.signing}' };
         throw Object.assign(new Error('no answer to ' + token), { request: { headers }, token });
       }, 100).unref();`,
      );
      const product = await begin([program], right(), ['--import', crash]);
      const [code] = await product.ended;
      expect(code).toBe(1);
      expect(product.said()).toContain('no answer to [secret]');
      findsNone(product.said(), 'the log');
    },
  );

  test('is shown by no tool; an export is for its owner alone', async () => {
    const file = join(folder, 'store.jsonl');
    for (const args of [
      ['scripts/store.ts', 'export', file],
      ['scripts/job.ts', 'clean-temporary'],
    ]) {
      const tool = await begin(args, right());
      const [code] = await tool.ended;
      expect([code, tool.said()]).toEqual([0, expect.any(String)]);
      findsNone(tool.said(), args.join(' '));
    }
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('comes from files as well, which no environment then has', async () => {
    const files = join(folder, 'files');
    await mkdir(files);
    const env = right();
    for (const name of [
      'DISCORD_TOKEN',
      'STORE_URL',
      'S3_SECRET_ACCESS_KEY',
      'LIVEKIT_API_SECRET',
    ]) {
      await writeFile(join(files, name), `${env[name]}\n`);
      env[`${name}_FILE`] = join(files, name);
      delete env[name];
    }
    delete env.DISCORD_CLIENT_SECRET;
    delete env.LIVEKIT_WEBHOOK_API_KEY;
    delete env.LIVEKIT_WEBHOOK_SECRET;
    const product = await begin(['server/main.ts'], env);
    const isReady = async () => (await fetch(`${product.url}/readyz`)).ok;
    await until('it is ready', () => isReady().catch(() => false), { timeoutMs: 60_000 });
    findsNone(await readFile(`/proc/${product.child.pid}/environ`, 'utf8'), 'its environment');
    await product.end();
    findsNone(product.said(), 'the log');
  });
});

async function descendants(pid: number): Promise<number[]> {
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(
    tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8').catch(() => '')),
  );
  const children = lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
  return [...children, ...(await Promise.all(children.map(descendants))).flat()];
}

const commandOf = async (pid: number) =>
  (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
