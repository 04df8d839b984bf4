import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { until } from '../until.ts';

/** A program begins without what others here have open: sockets of a WebRTC library are passed on to every child. */
const ALONE = `for fd in /proc/self/fd/*; do
  fd=\${fd##*/}
  (( fd > 2 )) && eval "exec $fd>&-"
done
exec "$0" "$@"`;

/** One process of an installation of many, which a test may kill and start again as its supervisor would. */
export interface Machine {
  name: string;
  pid(): number;
  isUp(): boolean;
  /** SIGKILL: it can say goodbye to nobody. */
  kill(): Promise<void>;
  /**
   * Again, with what it had: resolves when it is ready, or is killed before. One that is up is only waited for.
   * @param more what to configure otherwise
   */
  start(more?: Record<string, string>): Promise<void>;
  /** SIGTERM. @returns its exit code; null where it was killed before */
  close(): Promise<number | null>;
}

export interface MachineOptions {
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
  /** Gets what it writes. */
  logFile: string;
  isReady: () => Promise<boolean>;
}

/** On a machine that starts many at once, ms. */
const START_MS = 180_000;
/** For an end in order, ms. */
const PATIENCE_MS = 30_000;

/** @throws Error when it does not become ready */
export async function startMachine(options: MachineOptions): Promise<Machine> {
  const { name, command, args, env = {}, logFile, isReady } = options;
  let child: ChildProcess | undefined;
  let starting: Promise<void> | undefined;
  let isKilled = false;
  const isUp = () => child !== undefined && child.exitCode === null && child.signalCode === null;

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    if (!child) return null;
    if (isUp()) {
      const ended = once(child, 'exit');
      child.kill(signal);
      // A machine's supervisor has no more patience either.
      const late = setTimeout(() => child?.kill('SIGKILL'), PATIENCE_MS);
      await ended;
      clearTimeout(late);
    }
    return child.exitCode;
  }

  /** Faults may overlap: two that end want the same process back. */
  function start(more: Record<string, string> = {}): Promise<void> {
    starting ??= begin(more).finally(() => {
      starting = undefined;
    });
    return starting;
  }

  function launch(more: Record<string, string>): void {
    isKilled = false;
    child = spawn('bash', ['-c', ALONE, command, ...args], {
      env: { ...process.env, ...env, ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const write = (chunk: Buffer) => appendFileSync(logFile, chunk);
    child.stdout?.on('data', write);
    child.stderr?.on('data', write);
  }

  async function begin(more: Record<string, string>): Promise<void> {
    if (!isUp()) launch(more);
    await until(
      `${name} is ready (see ${logFile})`,
      () => {
        if (isKilled) return true;
        // What it stands on may be away just now: it ends with words, and its supervisor tries again.
        if (!isUp()) launch(more);
        return isReady();
      },
      { timeoutMs: START_MS, everyMs: 500 },
    );
  }

  await start().catch(async (error: unknown) => {
    await end('SIGKILL');
    throw error;
  });
  return {
    name,
    pid: () => child?.pid ?? -1,
    isUp,
    start,
    async kill() {
      isKilled = true;
      await end('SIGKILL');
    },
    close: () => end('SIGTERM'),
  };
}
