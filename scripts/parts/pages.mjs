import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';
import { run } from './run.mjs';

const PAGES = join(ROOT, 'bridge-web');
const BUILT = join(PAGES, 'dist', 'share.html');

/** @type {import('./part.mjs').Part} */
export const pages = {
  name: 'pages',
  find: () =>
    changedAt(BUILT) > newestSource(PAGES)
      ? { path: join(PAGES, 'dist'), from: 'vite build', version: () => undefined }
      : undefined,
  async bring() {
    const bin = join(ROOT, 'node_modules', '.bin');
    await run('vite build', join(bin, 'node'), [
      join(bin, 'vite'),
      'build',
      PAGES,
      '--logLevel',
      'warn',
    ]);
  },
  otherwise: 'Run `npm run build:pages` and see what it says.',
};

/** @param {string} folder */
function newestSource(folder) {
  let newest = changedAt(join(ROOT, 'package-lock.json'));
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'dist' || entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    newest = Math.max(newest, entry.isDirectory() ? newestSource(path) : changedAt(path));
  }
  return newest;
}

/** @param {string} file */
function changedAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
