import ffmpeg from 'fluent-ffmpeg';

export interface FfmpegRun {
  ffmpegPath: string;
  input: { file: string; options?: string[] };
  output: { file: string; options: string[] };
  signal?: AbortSignal | undefined;
  /** ms after which it is killed; without it, ten minutes. */
  timeoutMs?: number;
  /** What onProgress counts against, ms of output. */
  durationMs?: number;
  /** 0 to 1. */
  onProgress?: ((fraction: number) => void) | undefined;
}

/** Says what was run, why it ended, and the end of what ffmpeg wrote about it. */
export class FfmpegFailed extends Error {
  override name = 'FfmpegFailed';
  readonly command: string;
  readonly stderr: string;

  constructor(command: string, stderr: string, cause: Error) {
    super(`${cause.message}\n${command}\n${stderr}`, { cause });
    this.command = command;
    this.stderr = stderr;
  }
}

const NICENESS = 10;
const TEN_MINUTES_MS = 600_000;
const STDERR_LINES = 20;

/**
 * Runs ffmpeg once, politely: renders give way to recordings. The only file that knows fluent-ffmpeg.
 * @throws FfmpegFailed, or the signal's reason when it was aborted
 */
export async function runFfmpeg(run: FfmpegRun): Promise<void> {
  run.signal?.throwIfAborted();
  const command = ffmpeg({
    niceness: NICENESS,
    timeout: Math.ceil((run.timeoutMs ?? TEN_MINUTES_MS) / 1000),
    stdoutLines: STDERR_LINES,
  });
  command.setFfmpegPath(run.ffmpegPath);
  // Spread, never as one array: fluent-ffmpeg splits an array's options at their spaces.
  const inputOptions = ['-hide_banner', '-nostdin', ...(run.input.options ?? [])];
  command.input(run.input.file).inputOptions(...(inputOptions as [string]));
  command.outputOptions(...(run.output.options as [string])).output(run.output.file);
  await finished(command, run);
}

function finished(command: ffmpeg.FfmpegCommand, run: FfmpegRun): Promise<void> {
  return new Promise((resolve, reject) => {
    let line = run.ffmpegPath;
    const abort = () => command.kill('SIGKILL');
    const settle = (then: () => void) => {
      run.signal?.removeEventListener('abort', abort);
      then();
    };
    run.signal?.addEventListener('abort', abort, { once: true });
    command
      .on('start', (text: string) => {
        line = text;
        // Aborted between the call and the start of the process, when there was nothing to kill yet.
        if (run.signal?.aborted) abort();
      })
      .on('progress', ({ timemark }: { timemark: string }) => {
        const ms = parseTimemark(timemark);
        if (run.durationMs && ms >= 0) run.onProgress?.(Math.min(1, ms / run.durationMs));
      })
      .on('end', () => settle(resolve))
      .on('error', (error: Error, _stdout: string | null, stderr: string | null) =>
        settle(() => {
          if (run.signal?.aborted) reject(run.signal.reason);
          else reject(new FfmpegFailed(line, stderr ?? '', error));
        }),
      )
      .run();
  });
}

/** `00:01:02.50` in ms; NaN for `N/A`. */
function parseTimemark(timemark: string): number {
  const [h, m, s] = timemark.split(':').map(Number);
  return ((h ?? 0) * 3600 + (m ?? 0) * 60 + (s ?? Number.NaN)) * 1000;
}
