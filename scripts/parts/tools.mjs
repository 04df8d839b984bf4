import { isExecutable, onPath } from './on-path.mjs';
import { ask, versionIn } from './run.mjs';

/** What only the demo and the tests need. */

/** @type {import('./part.mjs').Part} */
export const chromium = {
  name: 'chromium',
  variable: 'CHROMIUM_PATH',
  find() {
    const configured = process.env.CHROMIUM_PATH;
    const path = configured || onPath('chromium', 'chromium-browser', 'google-chrome');
    if (!path || !isExecutable(path)) return undefined;
    return {
      path,
      from: configured ? 'CHROMIUM_PATH' : 'PATH',
      version: () => versionIn(ask(path, '--version')),
    };
  },
  debian: ['chromium', 'fonts-dejavu-core'],
  otherwise: 'Install Chromium or Chrome so that it is on PATH, or set CHROMIUM_PATH.',
};

/** @type {import('./part.mjs').Part} */
export const redis = {
  name: 'redis',
  find() {
    const path = onPath('redis-server');
    return path
      ? { path, from: 'PATH', version: () => versionIn(ask(path, '--version')) }
      : undefined;
  },
  debian: ['redis-server'],
  otherwise: 'Install Redis so that redis-server is on PATH (https://redis.io/docs/install).',
};

/** Builds the little library that gives one test's browser another clock. @type {import('./part.mjs').Part} */
export const compiler = {
  name: 'cc',
  find() {
    const path = onPath('cc');
    return path
      ? { path, from: 'PATH', version: () => versionIn(ask(path, '-dumpfullversion')) }
      : undefined;
  },
  debian: ['gcc', 'libc6-dev'],
  otherwise: 'Install a C compiler so that cc is on PATH.',
};
