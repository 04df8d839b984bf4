import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { access, constants, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import type { Config } from '../../server/config.ts';
import { type Finding, why } from './check.ts';

/** What LiveKit asks for on its sockets, and a little more than the recorder does; the default holds about 100 packets. */
const UDP_BUFFER_BYTES = 5_000_000;

/** DATA_DIR, or the nearest folder above it that is there, can be written. */
export async function checkDataDir({ dataDir }: Config): Promise<Finding> {
  const name = 'data';
  for (let folder = dataDir; ; folder = dirname(folder)) {
    try {
      await access(folder, constants.W_OK);
      const says = folder === dataDir ? `${dataDir} can be written` : `${dataDir} will be made`;
      return { name, state: 'ok', says };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT' && folder !== dirname(folder))
        continue;
      const todo = 'Give this user the right to write there, or set DATA_DIR.';
      return { name, state: 'missing', says: `${folder} can't be written: ${why(error)}`, todo };
    }
  }
}

/** The kernel's limit of what a socket may buffer; only Linux tells. */
export async function checkUdpBuffer(): Promise<Finding | undefined> {
  const limit = await readFile('/proc/sys/net/core/rmem_max', 'utf8').then(Number, () => undefined);
  if (limit === undefined) return undefined;
  const says = `${limit} bytes (net.core.rmem_max)`;
  if (limit >= UDP_BUFFER_BYTES) return { name: 'udp buffer', state: 'ok', says };
  return {
    name: 'udp buffer',
    state: 'note',
    says: `${says}; a busy moment may lose packets, ${UDP_BUFFER_BYTES} is better`,
    todo: `As root: sysctl -w net.core.rmem_max=${UDP_BUFFER_BYTES}, and the same in /etc/sysctl.d/hindsight.conf.`,
  };
}

/** The port of the pages is free, or Hindsight has it already. */
export async function checkPort({ http: { host, port } }: Config): Promise<Finding> {
  const name = 'port';
  const problem = await taken(host, port);
  if (!problem) return { name, state: 'ok', says: `${host}:${port} is free` };
  const health = await fetch(`http://127.0.0.1:${port}/healthz`, {
    signal: AbortSignal.timeout(2_000),
  }).catch(() => undefined);
  if (health?.ok)
    return { name, state: 'ok', says: `${host}:${port}, something is up and healthy there` };
  return {
    name,
    state: 'missing',
    says: `${host}:${port}: ${problem}`,
    todo: 'Set HOST and PORT.',
  };
}

/** The ports that friends elsewhere send their pictures to. */
export async function checkMediaPorts({ livekit }: Config): Promise<Finding | undefined> {
  const { udp, tcp } = livekit.mediaPorts;
  if (!udp || !tcp) return undefined;
  const says = `UDP ${udp} and TCP ${tcp} at ${livekit.nodeIp}`;
  const problem = (await taken('0.0.0.0', tcp)) ?? (await takenUdp(udp));
  return {
    name: 'media ports',
    state: 'note',
    says: problem ? `${says}; in use: ${problem}` : `${says}, free`,
    todo: problem
      ? 'Fine if Hindsight is running; else set LIVEKIT_UDP_PORT and LIVEKIT_TCP_PORT.'
      : 'Both have to be open in the firewall and, at home, forwarded by the router.',
  };
}

/** Whether browsers other than this machine's can share. */
export function checkReach({ http, livekit }: Config): Finding {
  const name = 'reach';
  if (!http.publicUrl) {
    const todo = 'For friends elsewhere set PUBLIC_URL (https) and LIVEKIT_NODE_IP, see README.md.';
    return { name, state: 'note', says: 'this machine only', todo };
  }
  const { protocol, hostname } = new URL(http.publicUrl);
  if (['localhost', '127.0.0.1', '[::1]'].includes(hostname)) {
    return { name, state: 'ok', says: `${http.publicUrl}: this machine only` };
  }
  if (protocol !== 'https:') {
    const todo =
      'Put HTTPS in front, see README.md: browsers share a screen only from HTTPS or localhost.';
    return { name, state: 'missing', says: `${http.publicUrl} is not HTTPS`, todo };
  }
  if (!livekit.url && !livekit.nodeIp) {
    const todo = 'Set LIVEKIT_NODE_IP to the address that they reach, and open its two ports.';
    return { name, state: 'missing', says: "friends' pictures can't get here", todo };
  }
  return { name, state: 'ok', says: http.publicUrl };
}

async function taken(host: string, port: number): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    return undefined;
  } catch (error) {
    return why(error);
  } finally {
    server.close();
  }
}

async function takenUdp(port: number): Promise<string | undefined> {
  const socket = createSocket('udp4');
  try {
    socket.bind(port);
    await once(socket, 'listening');
    return undefined;
  } catch (error) {
    return why(error);
  } finally {
    socket.close();
  }
}
