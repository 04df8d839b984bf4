import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { until } from '../until.ts';
import type { Hub } from './hub.ts';

export interface Workers {
  /** SIGKILL of every service; their handlers go on. */
  kill(): Promise<void>;
  /** As many services as at first, new ones. */
  start(): Promise<void>;
}

export interface WorkerOptions {
  workers: number;
  capacity: number;
  uid: number | undefined;
  gid: number | undefined;
  /** $HOME of the processes: root's own is closed to others. */
  home: string;
}

const FILE = fileURLToPath(new URL('./service-process.ts', import.meta.url));

export function createWorkers(hub: Hub, options: WorkerOptions): Workers {
  const { workers, capacity, uid, gid, home } = options;
  let running: ChildProcess[] = [];
  return {
    async kill() {
      await Promise.all(
        running.map(async (child) => {
          if (child.exitCode !== null || child.signalCode !== null) return;
          const exit = once(child, 'exit');
          child.kill('SIGKILL');
          await exit;
        }),
      );
      running = [];
      await until('the services are gone', () => hub.services.size === 0);
    },
    async start() {
      for (let i = 0; i < workers; i++) {
        const args = [FILE, String(hub.port), String(capacity)];
        running.push(
          spawn(process.execPath, args, {
            stdio: ['ignore', 'ignore', 'inherit'],
            env: { ...process.env, HOME: home },
            ...(uid !== undefined && { uid }),
            ...(gid !== undefined && { gid }),
          }),
        );
      }
      await until('the services are there', () => hub.services.size === running.length);
    },
  };
}
