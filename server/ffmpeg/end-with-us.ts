import { spawn } from 'node:child_process';
import { childEnvironment } from '../child-environment.ts';

/** The other end of its pipe is ours: when it closes without a word, we are dead, and so is the process then. */
const WATCHER = 'read -r word || kill -9 "$0"';

/**
 * Sees to it that a process does not outlive ours, not even a kill -9. Needs /bin/sh: on Windows, nothing is done.
 * @returns to be called when the process has ended by itself
 */
export function endWithUs(pid: number): () => void {
  if (process.platform === 'win32') return () => {};
  // Its own session: a Ctrl-C is not for it.
  const watcher = spawn('/bin/sh', ['-c', WATCHER, String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: childEnvironment(),
  });
  watcher.on('error', () => {});
  watcher.stdin.on('error', () => {});
  return () => void watcher.stdin.end('over\n');
}
