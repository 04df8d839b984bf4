import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Sandbox } from '../../sandbox/start.ts';
import { freeTcpPort } from '../../server/livekit/ports.ts';
import { findPart } from './parts.ts';
import { until } from './until.ts';

/** How `npm start` and the image run Node. */
export const AS_STARTED = { args: ['--max-semi-space-size=4'], env: { MALLOC_ARENA_MAX: '2' } };

/** The product in a process of its own, as `npm start` runs it, so that a test may kill it. */
export interface ProductProcess {
  url: string;
  pid(): number;
  /** Which hears messages, where its script does. */
  child(): ChildProcess;
  /** SIGKILL: it can say goodbye to nobody. */
  kill(): Promise<void>;
  /** Resolves when it has ended, for whatever reason. */
  ended(): Promise<void>;
  /** Again, with the same data and on the same port. */
  start(): Promise<void>;
  /** SIGTERM. @returns its exit code */
  close(): Promise<number | null>;
}

/**
 * Starts it on `dataDir`, with the sandbox as its Discord.
 * @param more what to configure otherwise
 * @param within makes another command of its command: one that runs it somewhere else, under the same process id
 * @param script started in place of `server/main.ts`, with flags for Node
 */
export async function startProductProcess(
  sandbox: Sandbox,
  dataDir: string,
  more: Record<string, string> = {},
  within = (command: string[]) => command,
  script?: { file: string; flags: string[] },
): Promise<ProductProcess> {
  const port = Number(more.PORT ?? (await freeTcpPort()));
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    ...AS_STARTED.env,
    ...{ DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'warn' },
    ...{ DISCORD_TOKEN: sandbox.botToken, DISCORD_API_URL: sandbox.apiUrl },
    DISCORD_CLIENT_SECRET: sandbox.clientSecret,
    DISCORD_AUTHORIZE_URL: sandbox.authorizeUrl,
    LIVEKIT_SERVER_BIN: (await findPart('livekit')) ?? '',
    ...more,
  };
  const main = script?.file ?? fileURLToPath(new URL('../../server/main.ts', import.meta.url));
  const flags = [...AS_STARTED.args, ...(script?.flags ?? [])];
  let child: ChildProcess;
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  const ended = async () => {
    if (!isOver()) await once(child, 'exit');
  };
  const start = async () => {
    const [command = '', ...args] = within([process.execPath, ...flags, main]);
    child = spawn(command, args, {
      env,
      stdio: ['ignore', 'ignore', 'inherit', ...(script ? (['ipc'] as const) : [])],
    });
    const ready = async () => {
      if (isOver()) {
        throw new Error(`server/main.ts ended with ${child.exitCode ?? child.signalCode}`);
      }
      return fetch(`${url}/readyz`).then(
        (answer) => answer.ok,
        () => false,
      );
    };
    await until('every part of the product answers', ready, { timeoutMs: 60_000 });
  };
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended();
    return child.exitCode;
  };
  await start();
  return {
    url,
    pid: () => child.pid ?? -1,
    child: () => child,
    ...{ start, ended },
    kill: async () => void (await end('SIGKILL')),
    close: () => end('SIGTERM'),
  };
}
