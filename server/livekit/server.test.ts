import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { RoomServiceClient, type WebhookEvent, WebhookReceiver } from 'livekit-server-sdk';
import { afterEach, expect, test } from 'vitest';
import { findLivekit } from '../../scripts/parts/livekit.mjs';
import { createLog } from '../log.ts';
import { findLivekitServer } from './find.ts';
import { type LivekitServer, startLivekitServer } from './server.ts';

const missing = !findLivekit(process.env.LIVEKIT_SERVER_BIN) && !process.env.CI;
if (missing)
  console.warn('skipped: no livekit-server here, `npm run setup -- --for test` brings it');
const real = test.skipIf(missing);

const started: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of started.splice(0).reverse()) await each.close();
});

async function start(webhookUrl = 'http://127.0.0.1:9/') {
  const server = await startLivekitServer({
    bin: findLivekitServer(process.env.LIVEKIT_SERVER_BIN),
    webhookUrl,
    log: createLog('silent'),
  });
  started.push(server);
  return server;
}

const rooms = ({ url, apiKey, apiSecret }: LivekitServer) =>
  new RoomServiceClient(url.replace('ws', 'http'), apiKey, apiSecret);

function alive(pid: number | undefined) {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}

real('answers with the keys it generated, and tells its webhooks signed with them', async () => {
  const received: Promise<WebhookEvent>[] = [];
  const hook = createServer(async (request, response) => {
    const body = await text(request);
    const receiver = new WebhookReceiver(server.apiKey, server.apiSecret);
    received.push(receiver.receive(body, request.headers.authorization));
    response.end();
  }).listen(0, '127.0.0.1');
  started.push(hook);
  await once(hook, 'listening');
  const { port } = hook.address() as { port: number };

  const server = await start(`http://127.0.0.1:${port}/api/livekit/webhook`);
  await rooms(server).createRoom({ name: 'replay_1_2' });
  await expect.poll(() => received.length).toBeGreaterThan(0);
  expect(await received[0]).toMatchObject({ event: 'room_started', room: { name: 'replay_1_2' } });
});

/** Local addresses of all sockets of a process, in the hexadecimal of /proc. */
async function boundAddresses(pid: number | undefined) {
  const folder = `/proc/${pid}/fd`;
  const files = await readdir(folder);
  const links = await Promise.all(files.map((fd) => readlink(`${folder}/${fd}`).catch(() => '')));
  const tables = ['tcp', 'tcp6', 'udp', 'udp6'].map((name) =>
    readFile(`/proc/net/${name}`, 'utf8'),
  );
  return (await Promise.all(tables))
    .flatMap((table) => table.trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => links.includes(`socket:[${fields[9]}]`))
    .map((fields) => fields[1]?.split(':')[0]);
}

test.skipIf(missing || process.platform !== 'linux')('listens on loopback only', async () => {
  const { pid } = await start();
  const addresses = await boundAddresses(pid);
  expect(addresses.length).toBeGreaterThan(1);
  expect(new Set(addresses)).toEqual(new Set(['0100007F']));
});

real('two run side by side', async () => {
  const [one, other] = await Promise.all([start(), start()]);
  for (const each of [one, other]) expect(await rooms(each).listRooms()).toEqual([]);
});

real(
  'killed, it comes back with the same address and keys',
  async () => {
    const server = await start();
    const { url } = server;
    const firstPid = server.pid;
    process.kill(firstPid as number, 'SIGKILL');
    await expect.poll(() => server.pid, { timeout: 15_000 }).not.toBe(firstPid);
    await expect.poll(() => alive(server.pid), { timeout: 15_000 }).toBe(true);
    expect(server.url).toBe(url);
    expect(await rooms(server).listRooms()).toEqual([]);
  },
  30_000,
);

real('closed, it is gone and nobody answers any more', async () => {
  const server = await start();
  const { pid } = server;
  await server.close();
  expect(alive(pid)).toBe(false);
  expect(server.pid).toBeUndefined();
  await expect(rooms(server).listRooms()).rejects.toThrow();
});

real(
  'dies with a parent that is killed',
  async () => {
    const parent = spawn(process.execPath, [
      '--input-type=module',
      '--eval',
      `import { startLivekitServer } from '${import.meta.dirname}/server.ts';
     import { createLog } from '${import.meta.dirname}/../log.ts';
     const server = await startLivekitServer({
       bin: '${findLivekitServer(process.env.LIVEKIT_SERVER_BIN)}',
       webhookUrl: 'http://127.0.0.1:9/', log: createLog('silent') });
     console.log(server.pid);
     setInterval(() => {}, 1000);`,
    ]);
    started.push({ close: () => parent.kill('SIGKILL') });
    const [line] = await once(parent.stdout, 'data');
    const pid = Number(line);
    expect(alive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => alive(pid), { timeout: 5_000 }).toBe(false);
  },
  30_000,
);

real("a start that fails tells LiveKit's own words", async () => {
  const nodeIp = 'not an address';
  const bin = findLivekitServer(process.env.LIVEKIT_SERVER_BIN);
  const options = { bin, nodeIp, webhookUrl: 'http://127.0.0.1:9/', log: createLog('silent') };
  await expect(startLivekitServer(options)).rejects.toThrow(/invalid ip not an address/);
});
