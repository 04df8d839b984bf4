import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { findLivekit } from './find-livekit.ts';
import { freePort, freeUdpPort } from './ports.ts';
import { until } from './until.ts';

export interface LivekitOptions {
  /** Where its webhooks go; none are sent without. */
  webhookUrl?: string;
  apiKey?: string;
  apiSecret?: string;
  port?: number;
}

/** A real LiveKit server on loopback that a test may kill. */
export interface TestLivekit {
  /** `ws://127.0.0.1:PORT` */
  url: string;
  apiKey: string;
  apiSecret: string;
  port: number;
  /** SIGKILL: nobody is told. */
  kill(): Promise<void>;
  /** Starts it again (killed before or not) on the same ports with the same keys. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** @throws Error when there is no livekit-server, or it doesn't answer within 15 s; has its last words */
export async function startLivekit(options: LivekitOptions = {}): Promise<TestLivekit> {
  const bin = await findLivekit();
  if (!bin) throw new Error('no livekit-server: npm run setup');
  const port = options.port ?? (await freePort());
  const apiKey = options.apiKey ?? 'testkey';
  const apiSecret = options.apiSecret ?? randomBytes(24).toString('hex');
  const config = JSON.stringify({
    port,
    bind_addresses: ['127.0.0.1'],
    rtc: {
      tcp_port: await freePort(),
      udp_port: await freeUdpPort(),
      node_ip: '127.0.0.1',
      use_external_ip: false,
      enable_loopback_candidate: true,
    },
    keys: { [apiKey]: apiSecret },
    logging: { level: 'warn', pion_level: 'error' },
    ...(options.webhookUrl && { webhook: { api_key: apiKey, urls: [options.webhookUrl] } }),
  });
  let child = await run(bin, config, port);
  const kill = (signal: NodeJS.Signals) => end(child, signal);
  return {
    url: `ws://127.0.0.1:${port}`,
    apiKey,
    apiSecret,
    port,
    kill: () => kill('SIGKILL'),
    restart: async () => {
      await kill('SIGKILL');
      child = await run(bin, config, port);
    },
    close: () => kill('SIGKILL'),
  };
}

async function run(bin: string, config: string, port: number): Promise<ChildProcess> {
  const child = spawn(bin, ['--config-body', config], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      said = (said + text).slice(-2000);
    });
  const stop = () => child.kill('SIGKILL');
  process.once('exit', stop);
  child.once('exit', () => process.off('exit', stop));
  await until(`livekit-server answers on port ${port}`, async () => {
    if (child.exitCode !== null) throw new Error(`livekit-server ended: ${said}`);
    return fetch(`http://127.0.0.1:${port}/`).then(
      (answer) => answer.ok,
      () => false,
    );
  });
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}
