import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { type LivekitSettings, renderSettings } from './settings.ts';

const READY_WITHIN_MS = 20_000;
const LAST_WORDS = 5;

/**
 * LiveKit takes this shell's place, so the pid is its own. The watcher left behind holds the other
 * end of a pipe: when it ends without a word, whoever started us is dead, and LiveKit has to go too.
 */
const END_WITH_PARENT = `
  exec 3<&0
  (read -r word <&3 || kill -9 $$) >/dev/null 2>&1 &
  exec "$0" <&- 3<&-`;

/** One run of livekit-server, from ready to its end. */
export interface LivekitProcess {
  pid: number;
  /** Resolves at its end, with how it ended and what it said last. */
  exited: Promise<string>;
  /** Asks it to end, and ends it after `graceMs`. Resolves when it is gone. */
  stop(graceMs?: number): Promise<void>;
}

/**
 * Starts the binary and waits until it answers.
 * @throws Error with its last words when it ends or stays silent instead
 */
export async function runLivekit(
  bin: string,
  settings: LivekitSettings,
  log: Log,
): Promise<LivekitProcess> {
  // Its own session: Ctrl-C is for us, and we end it in order. A bare environment: LiveKit reads
  // REDIS_HOST, NODE_IP, UDP_PORT and more, which may be there for somebody else.
  const child = spawn('/bin/sh', ['-c', END_WITH_PARENT, bin], {
    detached: true,
    env: { PATH: process.env.PATH, LIVEKIT_CONFIG: renderSettings(settings) },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => {});

  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      said.push(line);
      if (said.length > LAST_WORDS) said.shift();
      log.debug({ livekit: asJson(line) }, 'livekit-server');
    });
  }
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) =>
      resolve([`ended with ${signal ?? code}`, ...said].join('\n')),
    );
  });
  // A word for the watcher: this end was LiveKit's own, there is nobody left to kill.
  child.once('exit', () => child.stdin.end('over\n'));

  const stop = async (graceMs = 5_000) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    // The first signal waits for participants to leave, the second doesn't.
    child.kill('SIGTERM');
    await Promise.race([gone, sleep(200, undefined, { ref: false })]);
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await gone;
    clearTimeout(timer);
  };

  const settled = new AbortController();
  const end = await Promise.race([exited, untilReady(settings.ports.signal, settled.signal)]);
  settled.abort();
  if (end !== 'ready') {
    await stop(0);
    throw new Error(`livekit-server did not start: ${end}`);
  }
  return { pid: child.pid as number, exited, stop };
}

async function untilReady(port: number, settled: AbortSignal): Promise<string> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline && !settled.aborted) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    if (answer?.ok) return 'ready';
    await sleep(50);
  }
  return `no answer on port ${port} within ${READY_WITHIN_MS / 1000} s`;
}

function asJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return line;
  }
}
