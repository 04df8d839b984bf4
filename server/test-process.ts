import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { vi } from 'vitest';

/** The product as `npm start` runs it, in a process of its own. */
export interface TestProcess {
  child: ChildProcess;
  /** All that it has said so far. */
  said(): string;
  /** Resolves once it has said that. */
  says(words: string): Promise<void>;
  /** As Ctrl-C, or as a machine that loses its power. @returns its exit code */
  end(signal?: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

/** @param env what it has beside the way to programs */
export function startTestProcess(env: Record<string, string>): TestProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: { PATH: process.env.PATH, FFMPEG_PATH: process.env.FFMPEG_PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  return {
    child,
    said: () => said,
    async says(words) {
      await vi.waitFor(
        () => {
          if (!said.includes(words)) throw new Error(`it does not say "${words}", but:\n${said}`);
        },
        { timeout: 80_000 },
      );
    },
    async end(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
      return child.exitCode;
    },
  };
}
