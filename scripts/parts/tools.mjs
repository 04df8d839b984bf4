import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isExecutable, onPath } from './on-path.mjs';
import { ask, versionIn } from './run.mjs';

/** What only the demo and the tests need. */

/** @type {import('./part.mjs').Part} */
export const chromium = {
  name: 'chromium',
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

/** Gives a sharer's browser another clock in one of the tests. @type {import('./part.mjs').Part} */
export const faketime = {
  name: 'faketime',
  find() {
    const lib = '/usr/lib';
    const path = (existsSync(lib) ? readdirSync(lib) : [])
      .map((folder) => join(lib, folder, 'faketime', 'libfaketimeMT.so.1'))
      .concat(join(lib, 'faketime', 'libfaketimeMT.so.1'))
      .find((file) => existsSync(file));
    return path ? { path, from: lib, version: () => undefined } : undefined;
  },
  debian: ['faketime'],
  otherwise: 'Install libfaketime (https://github.com/wolfcw/libfaketime).',
};
