import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/**
 * Starts a script of the bench as a process that is spoken to by messages and ends when it is let go. It gets `order`
 * as JSON, and as few memory arenas as `npm start` does.
 * @param script relative to bench/
 * @param prefix command to start it with, as from `leaveOneCore`
 * @param flags for Node
 */
export function startChild(
  script: string,
  order: unknown,
  prefix: string[] = [],
  flags: string[] = [],
): ChildProcess {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const line = [...prefix, process.execPath, ...flags, file, JSON.stringify(order)];
  const [command = '', ...args] = line;
  const env = { ...process.env, MALLOC_ARENA_MAX: '2' };
  return spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], env });
}

/**
 * Sends a message and gives the next one that comes. One at a time.
 * @throws Error when the process ends instead
 */
export async function ask<T>(child: ChildProcess, message: string): Promise<T> {
  const over = new AbortController();
  const { signal } = over;
  const answer = once(child, 'message', { signal });
  const death = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`${child.spawnargs.at(-2)} ended with ${code}`);
  });
  child.send(message);
  try {
    return (await Promise.race([answer, death]))[0] as T;
  } finally {
    over.abort();
    for (const promise of [answer, death]) promise.catch(() => {});
  }
}

export async function letGo(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || !child.connected) return;
  child.disconnect();
  await once(child, 'exit');
}

/**
 * Moves this process, and what it starts from now on, off one core.
 * @returns `prefix`: the command that puts another one there; [] where there is only one core, or no taskset
 */
export async function leaveOneCore(): Promise<{ prefix: string[]; comeBack(): Promise<void> }> {
  const last = availableParallelism() - 1;
  const move = (cores: string) =>
    promisify(execFile)('taskset', ['-apc', cores, String(process.pid)]).then(
      () => true,
      () => false,
    );
  const moved = last > 0 && (await move(`1-${last}`));
  return {
    prefix: moved ? ['taskset', '-c', '0'] : [],
    comeBack: async () => void (moved && (await move(`0-${last}`))),
  };
}
