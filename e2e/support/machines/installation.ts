import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Sandbox, startSandbox } from '../../../sandbox/start.ts';
import { type Config, loadConfig } from '../../../server/config.ts';
import { freeTcpPort } from '../../../server/livekit/ports.ts';
import { type BadLine, openBadLine } from '../../../server/storage/bad-line.ts';
import { closable } from '../closable.ts';
import { compilePreload } from '../compile-preload.ts';
import { startTestEgress, type TestEgress } from '../egress/test-egress.ts';
import { startLivekit, type TestLivekit } from '../livekit.ts';
import { type ImpairedRelay, openImpairedRelay } from '../network/impaired-relay.ts';
import { needPart } from '../parts.ts';
import { AS_STARTED } from '../product-process.ts';
import { startBalancer } from './balancer.ts';
import { type Machine, startMachine } from './machine.ts';
import { type Surroundings, surround } from './surroundings.ts';

/** Hindsight over many processes, each with a folder of its own as if it were on a machine of its own. */
export interface Installation {
  /** Of Hindsight's processes, and of what they stand on. */
  machines: Machine[];
  sandbox: Sandbox;
  livekit: TestLivekit;
  egress?: TestEgress | undefined;
  /** As the processes are configured: for jobs that run by hand, and for who looks at what is stored. */
  env: Record<string, string>;
  /** Of each server: what it has beside that. */
  servers: Record<string, string>[];
  /** Of each process of Hindsight's, by its name. */
  surroundings: Map<string, Surroundings>;
  /** The way of all of them to the bucket; who looks at it from outside takes another. */
  s3: BadLine;
  /** The ways to LiveKit: `livekit.url` goes over that of who shares. */
  networks: { sharers: ImpairedRelay; servers: ImpairedRelay };
  /** Of the balancer. */
  url: string;
  folder: string;
  close(): Promise<void>;
}

/** For who looks at what it has stored. */
export function configOf({ env, folder }: Pick<Installation, 'env' | 'folder'>): Config {
  return loadConfig({ ...env, ROLES: 'server', DATA_DIR: join(folder, 'looking') });
}

const PERTURBED = new URL('../perturbed/perturbed.c', import.meta.url);
const MAIN = fileURLToPath(new URL('../../../server/main.ts', import.meta.url));
const [S3_KEY, S3_SECRET, BUCKET] = ['kill-test', 'kill-test-secret', 'hindsight'];

/**
 * Servers, workers and bots with one shard each, on a Redis and an S3 server that keep what they were told.
 * @param counts.env what to configure otherwise
 */
export function startInstallation(counts: {
  servers: number;
  workers: number;
  bots: number;
  env?: Record<string, string>;
  /** Embedded if not given. */
  recorder?: 'egress';
}): Promise<Installation> {
  return closable(async (onClose) => {
    const folder = await mkdtemp(join(tmpdir(), 'hindsight-machines-'));
    onClose(() => rm(folder, { recursive: true, force: true }));
    const logFile = (name: string) => join(folder, `${name.replace(' ', '-')}.log`);
    const machines: Machine[] = [];
    const add = async (machine: Promise<Machine>) => {
      const started = await machine;
      machines.push(started);
      return started;
    };

    const redisPort = await freeTcpPort();
    onClose((await add(startRedis(join(folder, 'redis'), redisPort, logFile('redis')))).close);
    const s3Port = await freeTcpPort();
    onClose((await add(startS3(join(folder, 's3'), s3Port, logFile('s3')))).close);

    const s3 = await openBadLine(s3Port);
    onClose(s3.stop);

    const surroundings = new Map<string, Surroundings>();
    const preload = await compilePreload(PERTURBED, folder).catch(() => null);
    const surrounded = async (name: string) => {
      const dataDir = join(folder, name.replace(' ', '-'));
      const port = await freeTcpPort();
      const made = await surround({ dataDir, port, redisPort, preload });
      onClose(made.close);
      surroundings.set(name, made);
      return made;
    };
    const names = (role: string, count: number) =>
      Array.from({ length: count }, (_, i) => `${role} ${i + 1}`);
    const servers = await Promise.all(names('server', counts.servers).map(surrounded));
    await Promise.all(
      [...names('bot', counts.bots), ...names('worker', counts.workers)].map(surrounded),
    );
    const balancer = await startBalancer(servers.map((server) => server.env.INTERNAL_URL ?? ''));
    onClose(balancer.close);
    const livekit = await startLivekit({ webhookUrl: `${balancer.url}/api/livekit/webhook` });
    onClose(livekit.close);
    machines.push(livekitMachine(livekit));
    const networks = {
      sharers: await openImpairedRelay({ ports: livekit.ports, seed: 1 }),
      servers: await openImpairedRelay({ ports: livekit.ports, seed: 5 }),
    };
    onClose(networks.sharers.close);
    onClose(networks.servers.close);
    const webhook = { ...livekit, url: `${balancer.url}/api/livekit/webhook` };
    const egress = counts.recorder && (await startTestEgress({ livekit, webhook }));
    if (egress) onClose(egress.close);
    const sandbox = await startSandbox({ dataDir: folder });
    onClose(sandbox.close);
    await sandbox.control.setRateLimits(false);
    await sandbox.control.setGateway({ shards: counts.bots });

    const env = {
      ...AS_STARTED.env,
      ...{ LOG_LEVEL: 'info', PUBLIC_URL: balancer.url, HOST: '127.0.0.1' },
      ...{ STORE_URL: `redis://127.0.0.1:${redisPort}`, SHARDS: String(counts.bots) },
      ...{ S3_BUCKET: BUCKET, S3_ENDPOINT: `http://127.0.0.1:${s3Port}` },
      ...{ S3_ACCESS_KEY_ID: S3_KEY, S3_SECRET_ACCESS_KEY: S3_SECRET },
      ...{ LIVEKIT_URL: egress?.url ?? livekit.url, LIVEKIT_API_KEY: livekit.apiKey },
      ...{ LIVEKIT_API_SECRET: livekit.apiSecret, RECORDER: counts.recorder ?? 'embedded' },
      ...{ DISCORD_TOKEN: sandbox.botToken, DISCORD_API_URL: sandbox.apiUrl },
      DISCORD_CLIENT_SECRET: sandbox.clientSecret,
      DISCORD_AUTHORIZE_URL: sandbox.authorizeUrl,
      // What libraries put there can be told from others' files.
      TMPDIR: join(folder, 'tmp'),
      ...counts.env,
    };
    await mkdir(env.TMPDIR);
    const hindsight = async (name: string, more: Record<string, string>) => {
      const own = surroundings.get(name);
      const LIVEKIT_URL = egress?.url ?? networks.servers.url;
      const ways = { S3_ENDPOINT: s3.endpoint, LIVEKIT_URL, ...own?.env };
      return startMachine({
        ...{ name, command: process.execPath, args: [...AS_STARTED.args, MAIN] },
        ...{ env: { ...env, ...ways, ...more }, logFile: logFile(name) },
        isReady: () => answers(`http://127.0.0.1:${own?.port}/readyz`),
      });
    };
    const bots = names('bot', counts.bots).map((name, i) =>
      add(hindsight(name, { ROLES: 'bot', SHARD_IDS: String(i) })),
    );
    const own = servers.map(({ port, dataDir }) => ({
      ...{ ROLES: 'server', PORT: String(port), DATA_DIR: dataDir },
    }));
    const started = names('server', counts.servers).map((name) =>
      add(hindsight(name, { ROLES: 'server' })),
    );
    const workers = names('worker', counts.workers).map((name) =>
      add(hindsight(name, { ROLES: 'worker' })),
    );
    // Together, as when a cluster is shut down.
    const ours = [...bots, ...started, ...workers];
    onClose(async () => {
      const ended = await Promise.allSettled(ours);
      await Promise.all(ended.map((one) => one.status === 'fulfilled' && one.value.close()));
    });
    await Promise.all(ours);
    return {
      ...{ machines, sandbox, env, servers: own, surroundings, s3, networks, folder, egress },
      ...{ livekit: { ...livekit, url: networks.sharers.url }, url: balancer.url },
    };
  });
}

/** Keeps all that it has acknowledged, also when it is killed. */
async function startRedis(folder: string, port: number, logFile: string): Promise<Machine> {
  await mkdir(folder, { recursive: true });
  const settings = { bind: '127.0.0.1', port: String(port), dir: folder, appendonly: 'yes' };
  return startMachine({
    ...{ name: 'redis', command: await needPart('redis'), logFile },
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    isReady: () => accepts(port),
  });
}

async function startS3(folder: string, port: number, logFile: string): Promise<Machine> {
  await mkdir(join(folder, BUCKET), { recursive: true });
  return startMachine({
    ...{ name: 's3', command: await needPart('versitygw'), logFile },
    args: [
      ...['--access', S3_KEY, '--secret', S3_SECRET, '--port', `127.0.0.1:${port}`],
      // A line for each request.
      ...['--access-log', `${folder}-access.log`],
      ...['posix', folder],
    ],
    isReady: () => accepts(port),
  });
}

function livekitMachine(livekit: TestLivekit): Machine {
  let isUp = true;
  let starting: Promise<void> | undefined;
  return {
    ...{ name: 'livekit', pid: livekit.pid, isUp: () => isUp },
    async kill() {
      if (!isUp) return;
      isUp = false;
      await livekit.kill();
    },
    async start() {
      if (isUp) return;
      starting ??= livekit.restart().finally(() => {
        starting = undefined;
      });
      await starting;
      isUp = true;
    },
    async close() {
      await livekit.close();
      return 0;
    },
  };
}

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (answer) => answer.ok,
    () => false,
  );
}

/** Whether anything listens there. */
async function accepts(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = createConnection(port, '127.0.0.1');
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  const isThere = await promise;
  socket.destroy();
  return isThere;
}
