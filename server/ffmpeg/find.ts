import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';
import { UserError } from '../errors.ts';

/** Nowhere to be found; the message says what to do. */
export class FfmpegMissing extends UserError {
  override name = 'FfmpegMissing';

  constructor(message: string) {
    super(message, { status: 503 });
  }
}

/**
 * Absolute path of the ffmpeg to use: the configured one (FFMPEG_PATH), else ffmpeg-static's where its
 * download worked, else the one on PATH.
 * @throws FfmpegMissing also when a configured one isn't there: falling back would hide the mistake
 */
export async function findFfmpeg(configured?: string): Promise<string> {
  if (configured) {
    const found = await firstExecutable([configured, await onPath(configured)]);
    if (found) return found;
    throw new FfmpegMissing(`FFMPEG_PATH is ${configured}, but there is no program there.`);
  }
  const found = await firstExecutable([await bundled(), await onPath('ffmpeg')]);
  if (found) return found;
  throw new FfmpegMissing(
    'ffmpeg is missing. Install it (Debian: apt-get install ffmpeg) or set FFMPEG_PATH.',
  );
}

/** ffmpeg-static is an optional dependency: its package may be absent, and so may its binary. */
async function bundled(): Promise<string | null> {
  const name = 'ffmpeg-static';
  const module = await import(name).catch(() => null);
  return typeof module?.default === 'string' ? module.default : null;
}

/** The shell knows PATH; null when it finds nothing there. */
async function onPath(program: string): Promise<string | null> {
  const asked = promisify(execFile)('/bin/sh', ['-c', 'command -v -- "$1"', 'sh', program]);
  return asked.then(({ stdout }) => stdout.trim()).catch(() => null);
}

async function firstExecutable(files: (string | null)[]): Promise<string | null> {
  for (const file of files) {
    if (!file?.includes('/')) continue;
    const runs = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return file;
  }
  return null;
}
