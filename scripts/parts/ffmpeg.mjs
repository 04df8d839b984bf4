import { join } from 'node:path';
import { isExecutable, onPath } from './on-path.mjs';
import { ROOT } from './paths.mjs';
import { ask, versionIn } from './run.mjs';

/** @type {import('./part.mjs').Part} */
export const ffmpeg = {
  name: 'ffmpeg',
  variable: 'FFMPEG_PATH',
  find() {
    const found = locate();
    return found && { ...found, version: () => versionIn(ask(found.path, '-version')) };
  },
  debian: ['ffmpeg'],
  otherwise:
    'Install ffmpeg (https://ffmpeg.org/download.html) so that it is on PATH, or set FFMPEG_PATH.',
};

/** The same order as server/ffmpeg/find.ts. */
function locate() {
  const configured = process.env.FFMPEG_PATH;
  if (configured) {
    const path = configured.includes('/') ? configured : onPath(configured);
    return path && isExecutable(path) ? { path, from: 'FFMPEG_PATH' } : undefined;
  }
  const bundled = join(ROOT, 'node_modules', 'ffmpeg-static', 'ffmpeg');
  if (isExecutable(bundled)) return { path: bundled, from: 'ffmpeg-static' };
  const installed = onPath('ffmpeg');
  return installed ? { path: installed, from: 'PATH' } : undefined;
}
