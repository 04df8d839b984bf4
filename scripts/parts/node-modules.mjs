import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isExecutable } from './on-path.mjs';
import { ROOT } from './paths.mjs';
import { ask, run, versionIn } from './run.mjs';

const MODULES = join(ROOT, 'node_modules');
const NODE = join(MODULES, '.bin', 'node');

/** @type {import('./part.mjs').Part} */
export const nodeModules = {
  name: 'node_modules',
  find: () =>
    matchesLock() && isExecutable(NODE)
      ? { path: MODULES, from: 'package-lock.json', version: () => undefined }
      : undefined,
  async bring() {
    const [command, ...args] = npm();
    await run('npm ci', command ?? 'npm', [
      ...args,
      'ci',
      '--include=dev',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ]);
    if (!versionIn(ask(NODE, '--version'))) {
      throw new Error(
        'npm did not run the install script of the package "node", which brings Node 24. ' +
          'Is ignore-scripts set? See `npm config get ignore-scripts`.',
      );
    }
  },
  otherwise: 'Run `npm ci` by hand and see what it says.',
};

/** @type {import('./part.mjs').Part} */
export const node = {
  name: 'node',
  find: () =>
    isExecutable(NODE)
      ? { path: NODE, from: 'node_modules', version: () => versionIn(ask(NODE, '--version')) }
      : undefined,
  otherwise: '`npm ci` brings it.',
};

/**
 * npm keeps in node_modules what it installed: the same form as the lock, less what is optional and
 * could not be had.
 */
function matchesLock() {
  try {
    const wanted = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
    const have = JSON.parse(readFileSync(join(MODULES, '.package-lock.json'), 'utf8')).packages;
    return Object.entries(wanted).every(
      ([path, entry]) => path === '' || entry.optional || have[path]?.version === entry.version,
    );
  } catch {
    return false;
  }
}

/** The npm that runs us, with its own Node: the one on PATH may lie in the folder that `npm ci` empties. */
function npm() {
  const { npm_node_execpath: withNode, npm_execpath: script } = process.env;
  return withNode && script?.endsWith('npm-cli.js') && !withNode.startsWith(MODULES)
    ? [withNode, script]
    : ['npm'];
}
