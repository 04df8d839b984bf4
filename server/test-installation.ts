import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { freeTcpPort } from './livekit/ports.ts';
import { createLog } from './log.ts';
import { openStore } from './store/open.ts';
import { startRedis } from './store/redis-server.ts';
import { startTestProcess, type TestProcess } from './test-process.ts';

/** Processes of the product on one Redis and one sandbox; there is no LiveKit. */
export async function openTestInstallation() {
  const folder = await mkdtemp(join(tmpdir(), 'hindsight-processes-'));
  const redis = await startRedis();
  const sandbox: Sandbox = await startSandbox({ dataDir: folder });
  await sandbox.control.setRateLimits(false);
  const store = await openStore({ dataDir: folder, storeUrl: redis.url }, createLog('silent'));
  const started: TestProcess[] = [];

  return {
    ...{ folder, sandbox, store },

    /** @param dataDir the name of its folder: processes with the same one are on one machine */
    async start(roles: string, dataDir: string, env: Record<string, string> = {}) {
      const port = Number(env.PORT ?? (await freeTcpPort()));
      const running = startTestProcess({
        ...{ DATA_DIR: join(folder, dataDir), PORT: String(port), ROLES: roles },
        ...{ STORE_URL: redis.url, PUBLIC_URL: 'http://clips.localhost' },
        ...{ DISCORD_TOKEN: sandbox.botToken, DISCORD_API_URL: sandbox.apiUrl },
        ...{ LIVEKIT_URL: 'ws://127.0.0.1:9', LIVEKIT_API_KEY: 'k', LIVEKIT_API_SECRET: 's' },
        ...env,
      });
      started.push(running);
      return { ...running, url: `http://127.0.0.1:${port}` };
    },

    async close(): Promise<void> {
      for (const one of started) await one.end('SIGKILL');
      await store.close();
      await sandbox.close();
      await redis.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type TestInstallation = Awaited<ReturnType<typeof openTestInstallation>>;
/** One of its processes, and where it listens. */
export type StartedProcess = Awaited<ReturnType<TestInstallation['start']>>;
