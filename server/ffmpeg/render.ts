import type { ChildProcess } from 'node:child_process';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import ffmpeg from 'fluent-ffmpeg';
import { childEnvironment } from '../child-environment.ts';
import { endWithUs } from './end-with-us.ts';
import { FfmpegFailed } from './failed.ts';
import { type InputKind, inputOptions } from './input-kinds.ts';
import { type Limits, outputReason, usualLimits, watchLimits } from './limits.ts';

export interface FfmpegInput {
  file: string;
  /** What it has to be; nothing is guessed. */
  kind: InputKind;
  options?: string[];
}

export interface FfmpegRun {
  ffmpegPath: string;
  input: FfmpegInput | FfmpegInput[];
  /** A file's path, or what gets the bytes as they come. */
  output: { file: string | Writable; options: string[] };
  signal?: AbortSignal | undefined;
  /** ms after which it is killed; without it, ten minutes. */
  timeoutMs?: number;
  /** Beyond them it is killed, too; without, those of limits.ts. */
  limits?: Partial<Limits>;
  /** What onProgress counts against, ms of output. */
  durationMs?: number;
  /** 0 to 1. */
  onProgress?: ((fraction: number) => void) | undefined;
}

/** Recordings go first. By 10 a machine that is busy with a game left a clip a tenth of a core, by 5 a third. */
const NICENESS = 5;
const TEN_MINUTES_MS = 600_000;
const STDERR_LINES = 20;
/** Only what went wrong, and how far it is. */
const SPEAK = ['-hide_banner', '-nostdin', '-v', 'warning', '-stats'];
const FULL_DISK = /No space left on device|Disk quota exceeded/;
const STATS = /^(?:frame|size)=.*\btime=(\S+)/;

/**
 * Runs ffmpeg once, politely: renders give way to recordings. It ends in time, within its limits, and with us. The
 * only file that knows fluent-ffmpeg.
 * @throws FfmpegFailed, or the signal's reason when it was aborted; in any case the process is gone then, and what it
 *   wrote is the caller's to remove
 */
export async function runFfmpeg(run: FfmpegRun): Promise<void> {
  run.signal?.throwIfAborted();
  const limits = { ...usualLimits(), ...run.limits };
  const ended = await untilEnded(run, limits);
  run.signal?.throwIfAborted();
  const { file } = run.output;
  const reason =
    ended.reason ??
    fullDiskReason(ended.stderr) ??
    (typeof file === 'string' ? await outputReason(file, limits) : null);
  if (reason) throw new FfmpegFailed(commandOf(run), ended.stderr, reason);
}

/** Some versions end as if all were well when their last bytes have found no room. */
function fullDiskReason(stderr: string): Error | null {
  return FULL_DISK.test(stderr) ? new Error('the disk is full') : null;
}

/** @returns why it did not come to a good end, if it did not, and the last that it wrote about it */
async function untilEnded(
  run: FfmpegRun,
  limits: Limits,
): Promise<{ reason: Error | null; stderr: string }> {
  const { promise, resolve } = Promise.withResolvers<Error | null>();
  const command = createCommand(run);
  const said: string[] = [];
  const afterwards: (() => void)[] = [];
  let stopped: Error | null = null;
  const stop = (reason: Error) => {
    stopped ??= reason;
    processOf(command)?.kill('SIGKILL');
  };

  const timeoutMs = run.timeoutMs ?? TEN_MINUTES_MS;
  const late = () => stop(new Error(`it took longer than ${timeoutMs / 1000} s`));
  const timer = setTimeout(late, timeoutMs);
  const abort = () => stop(new Error('it was aborted'));
  run.signal?.addEventListener('abort', abort, { once: true });
  afterwards.push(() => clearTimeout(timer));
  afterwards.push(() => run.signal?.removeEventListener('abort', abort));

  command
    .on('start', () => {
      // Stopped before there was a process.
      if (stopped) stop(stopped);
      const pid = processOf(command)?.pid;
      if (pid === undefined) return;
      const { file } = run.output;
      const watched = typeof file === 'string' ? file : null;
      afterwards.push(endWithUs(pid), watchLimits(pid, watched, limits, stop));
    })
    .on('stderr', (line: string) => {
      const timemark = STATS.exec(line)?.[1];
      if (timemark) return report(run, timemark);
      if (line.trim()) said.push(line);
      if (said.length > STDERR_LINES) said.shift();
    })
    .on('end', () => resolve(null))
    .on('error', (error: Error) => resolve(withoutStderr(error)))
    .run();
  let failed = await promise;
  const { file } = run.output;
  // The process may have ended before all of its bytes have arrived.
  if (typeof file !== 'string') failed ??= await finished(file).then(() => null, asError);
  for (const tidy of afterwards) tidy();
  return { reason: stopped ?? failed, stderr: said.join('\n') };
}

function createCommand({ ffmpegPath, input, output }: FfmpegRun): ffmpeg.FfmpegCommand {
  // No time-out of its own: it would be told before the process has ended.
  const command = ffmpeg({ niceness: NICENESS, stdoutLines: STDERR_LINES });
  command.setFfmpegPath(ffmpegPath);
  giveEnvironment(command);
  // Spread, never as one array: fluent-ffmpeg splits an array's options at their spaces.
  for (const [i, one] of [input].flat().entries()) {
    const words = [...(i === 0 ? SPEAK : []), ...inputOptions(one)];
    command.input(one.file).inputOptions(...(words as [string]));
  }
  command.outputOptions(...(output.options as [string])).output(output.file);
  return command;
}

/** fluent-ffmpeg has no option for it: the process would inherit all of ours. */
function giveEnvironment(command: ffmpeg.FfmpegCommand): void {
  const inner = command as unknown as { _spawnFfmpeg: SpawnFfmpeg };
  const spawnFfmpeg = inner._spawnFfmpeg;
  inner._spawnFfmpeg = function (args, options, ...told) {
    return spawnFfmpeg.call(this, args, { ...options, env: childEnvironment() }, ...told);
  };
}

type SpawnFfmpeg = (this: unknown, args: string[], options: object, ...told: unknown[]) => void;

/** fluent-ffmpeg's own `kill` complains where there is none yet. */
function processOf(command: ffmpeg.FfmpegCommand): ChildProcess | undefined {
  return (command as ffmpeg.FfmpegCommand & { ffmpegProc?: ChildProcess }).ffmpegProc;
}

function report({ durationMs, onProgress }: FfmpegRun, timemark: string): void {
  const [h, m, s] = timemark.split(':').map(Number);
  const ms = ((h ?? 0) * 3600 + (m ?? 0) * 60 + (s ?? Number.NaN)) * 1000;
  // `N/A` at first, and below zero where timestamps begin there.
  if (durationMs && ms >= 0) onProgress?.(Math.min(1, ms / durationMs));
}

/** fluent-ffmpeg adds what ffmpeg wrote, line for line of its progress; `said` has it without. */
function withoutStderr(error: Error): Error {
  const exit = /^ffmpeg exited with code \d+/.exec(error.message)?.[0];
  return exit ? new Error(exit) : error;
}

function commandOf({ ffmpegPath, input, output }: FfmpegRun): string[] {
  const inputs = [input].flat().flatMap((one) => [...inputOptions(one), '-i', one.file]);
  const before = ['nice', '-n', String(NICENESS), ffmpegPath, ...SPEAK, ...inputs];
  const name = typeof output.file === 'string' ? output.file : 'pipe:1';
  return [...before, '-y', ...output.options, name];
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
