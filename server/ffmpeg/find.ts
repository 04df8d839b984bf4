import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
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
    const found = await firstExecutable(
      configured.includes('/') ? [configured] : onPath(configured),
    );
    if (found) return found;
    throw new FfmpegMissing(`FFMPEG_PATH is ${configured}, but there is no program there.`);
  }
  const found = await firstExecutable([...(await bundled()), ...onPath('ffmpeg')]);
  if (found) return found;
  throw new FfmpegMissing(
    'ffmpeg is missing. Install it (Debian: apt-get install ffmpeg) or set FFMPEG_PATH.',
  );
}

/** ffmpeg-static is an optional dependency: its package may be absent, and so may its binary. */
async function bundled(): Promise<string[]> {
  const name = 'ffmpeg-static';
  const module = await import(name).catch(() => null);
  return typeof module?.default === 'string' ? [module.default] : [];
}

function onPath(program: string): string[] {
  return (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, program));
}

async function firstExecutable(files: string[]): Promise<string | null> {
  for (const file of files) {
    const runs = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return file;
  }
  return null;
}
