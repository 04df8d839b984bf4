import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parse } from 'yaml';
import { freeTcpPort, freeUdpPort } from '../../server/livekit/ports.ts';

const SILENT_MS = 20_000;

/**
 * Gives the configuration to a real livekit-server, which refuses keys and values that it doesn't know. Only what
 * this machine hasn't got is replaced: addresses, ports, Redis.
 * @returns problems
 */
export async function livekitProblems(where: string, text: string, bin: string): Promise<string[]> {
  const config = parse(text);
  const [port, udp, turn] = await Promise.all([freeTcpPort(), freeUdpPort(), freeUdpPort()]);
  const here = {
    ...config,
    port,
    bind_addresses: ['127.0.0.1'],
    redis: { ...config.redis, address: '' },
    rtc: { ...config.rtc, udp_port: udp, tcp_port: 0 },
    turn: { ...config.turn, udp_port: turn },
  };
  const child = spawn(bin, {
    env: { LIVEKIT_CONFIG: JSON.stringify(here) },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: SILENT_MS,
    killSignal: 'SIGKILL',
  });
  let said = '';
  const listen = (part: Buffer) => {
    said += part;
    if (said.includes('starting LiveKit server')) child.kill('SIGKILL');
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  await once(child, 'close');
  if (said.includes('starting LiveKit server')) return [];
  return [
    `${where}: livekit-server does not start: ${said.trim().split('\n').slice(-3).join(' ')}`,
  ];
}
