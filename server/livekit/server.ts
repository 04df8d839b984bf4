import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { keepSecret } from '../secrets/conceal.ts';
import { freeTcpPort, freeUdpPort } from './ports.ts';
import { type LivekitProcess, runLivekit } from './process.ts';
import type { LivekitPorts } from './settings.ts';

const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
/** Alive this long, it counts as healthy again. */
const HEALTHY_MS = 30_000;

export interface LivekitServerOptions {
  /** Path of the livekit-server binary, see find.ts. */
  bin: string;
  webhookUrl: string;
  log: Log;
  /** Address that is announced for media, `IPv4`, `IPv6` or both with a comma; loopback without it. */
  nodeIp?: string | undefined;
  /** Free ones where not given; with `nodeIp` give `udp` and `tcp`, for they have to be open. */
  ports?: Partial<LivekitPorts>;
  /** Generated where not given. */
  apiKey?: string;
  apiSecret?: string;
}

export interface LivekitServer {
  /** `ws://127.0.0.1:PORT`; the same over restarts, like keys and ports. */
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly ports: LivekitPorts;
  /** Of the present process; undefined between its death and the restart. */
  readonly pid: number | undefined;
  /** Ends it and resolves when it is gone. */
  close(): Promise<void>;
}

/**
 * Starts a livekit-server of our own, restarts it whenever it dies, and ends with us, however we end.
 * @throws Error with LiveKit's last words when it can't be started at all
 */
export async function startLivekitServer(options: LivekitServerOptions): Promise<LivekitServer> {
  const { bin, webhookUrl, nodeIp, log } = options;
  const apiKey = options.apiKey ?? `API${randomBytes(6).toString('hex')}`;
  const apiSecret = options.apiSecret ?? randomBytes(32).toString('base64url');
  keepSecret(apiSecret);
  const run = (ports: LivekitPorts) =>
    runLivekit(bin, { ports, apiKey, apiSecret, webhookUrl, nodeIp }, log);

  const first = await startOnFreePorts(run, options.ports ?? {}, log);
  const { ports } = first;
  let current: LivekitProcess | undefined = first.process;
  const closing = new AbortController();

  const supervise = async () => {
    let pauseMs = FIRST_PAUSE_MS;
    while (!closing.signal.aborted) {
      if (!current) {
        await sleep(pauseMs, undefined, { signal: closing.signal }).catch(() => {});
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
        if (closing.signal.aborted) return;
        current = await run(ports).catch(
          (error) => void log.warn({ err: error }, 'no restart yet'),
        );
        if (current) log.info({ pid: current.pid }, 'livekit-server is back');
        if (closing.signal.aborted) await current?.stop();
        continue;
      }
      const since = performance.now();
      const end = await current.exited;
      current = undefined;
      if (closing.signal.aborted) return;
      if (performance.now() - since > HEALTHY_MS) pauseMs = FIRST_PAUSE_MS;
      log.warn({ end, pauseMs }, 'livekit-server is gone and gets restarted');
    }
  };
  const supervised = supervise();

  return {
    url: `ws://127.0.0.1:${ports.signal}`,
    apiKey,
    apiSecret,
    ports,
    get pid() {
      return current?.pid;
    },
    async close() {
      closing.abort();
      await current?.stop();
      await supervised;
    },
  };
}

/** A port that was free a moment ago may be taken by now: then others are tried. */
async function startOnFreePorts(
  run: (ports: LivekitPorts) => Promise<LivekitProcess>,
  given: Partial<LivekitPorts>,
  log: Log,
) {
  for (let attempt = 1; ; attempt++) {
    const ports = {
      signal: given.signal ?? (await freeTcpPort()),
      udp: given.udp ?? (await freeUdpPort()),
      tcp: given.tcp,
    };
    try {
      return { process: await run(ports), ports };
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      log.debug({ err: error, ports }, 'livekit-server is tried on other ports');
    }
  }
}
