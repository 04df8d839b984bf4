import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { freeTcpPort } from '../livekit/ports.ts';

/** A real Redis for the tests, in memory and on loopback. */
export interface RedisServer {
  url: string;
  port: number;
  stop(): Promise<void>;
}

export function hasRedisServer(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0;
}

export async function startRedis(port?: number): Promise<RedisServer> {
  port ??= await freeTcpPort();
  const settings = { bind: '127.0.0.1', port: String(port), save: '', appendonly: 'no' };
  const child = spawn(
    'redis-server',
    Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const stop = async () => {
    if (child.exitCode === null && child.kill()) await once(child, 'exit');
  };
  let output = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    output += chunk;
    if (output.includes('Ready to accept connections')) {
      child.stdout.resume();
      return { url: `redis://127.0.0.1:${port}`, port, stop };
    }
  }
  throw new Error(`redis-server did not start:\n${output}`);
}
