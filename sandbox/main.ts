import { fstatSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createSandbox, listen } from './sandbox.ts';

/**
 * node sandbox/main.ts [--port 0] [--data DIR]
 * Prints {"ready":true,"url","apiUrl","authorizeUrl","token","clientSecret"} and runs until it is told to stop or, started by
 * another process, until that one is gone.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    data: { type: 'string', default: './data' },
  },
});
const dataDir = resolve(values.data, 'sandbox');
// Messages live in memory: files from an earlier run belong to none.
for (const name of ['attachments', 'uploads']) {
  await rm(join(dataDir, name), { recursive: true, force: true });
}
const sandbox = createSandbox(dataDir);
const server = await listen(sandbox, Number(values.port));
const expiry = setInterval(() => sandbox.interactions.expire(), 10_000).unref();

function stop(): void {
  clearInterval(expiry);
  sandbox.interactions.stop();
  sandbox.gateway.stop();
  server.close();
  server.closeAllConnections();
  process.stdin.destroy();
  if (process.connected) process.disconnect();
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
// A parent holds one of these open; it ends when the parent does, however that died.
if (process.send) process.once('disconnect', stop);
else if (fstatSync(0).isFIFO() || fstatSync(0).isSocket())
  process.stdin.resume().once('end', stop).once('error', stop);

const url = sandbox.url();
const { botToken: token, clientSecret } = sandbox.world;
const addresses = { url, apiUrl: `${url}/api`, authorizeUrl: `${url}/oauth2/authorize` };
const ready = { ready: true, ...addresses, token, clientSecret };
process.stdout.write(`${JSON.stringify(ready)}\n`);
