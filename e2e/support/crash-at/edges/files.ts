import fs, { lstatSync } from 'node:fs';
import files from 'node:fs/promises';
import { isAbsolute, relative } from 'node:path';
import { afterChange, beforeChange } from '../crash.ts';
import { plainName } from '../plain.ts';

type Work = (...args: never[]) => Promise<unknown>;
type Name = (...args: unknown[]) => string | null;

const dataDir = process.env.DATA_DIR ?? '';

/** Below DATA_DIR; null for what lies elsewhere. */
function nameOf(path: unknown): string | null {
  const name = relative(dataDir, String(path));
  return name.startsWith('..') || isAbsolute(name) ? null : plainName(name);
}

const isThere = (path: unknown) => lstatSync(String(path), { throwIfNoEntry: false }) !== undefined;
const named =
  (verb: string): Name =>
  (path) =>
    verb + nameOf(path);
const removed: Name = (path) => (isThere(path) ? `remove ${nameOf(path)}` : null);
const put =
  (verb: string): Name =>
  (_from, to) =>
    verb + nameOf(to);

/** What each of them changes; null: nothing. */
const CHANGES: Record<string, Name> = {
  writeFile: named('write '),
  rename: put('rename to '),
  link: put('link '),
  copyFile: put('copy to '),
  mkdir: (path) => (isThere(path) ? null : `folder ${nameOf(path)}`),
  open: (path, flags) => (/^[wa]/.test(String(flags)) ? `create ${nameOf(path)}` : null),
  rm: removed,
  unlink: removed,
  rmdir: removed,
};

/** Watches node:fs/promises below DATA_DIR, and streams that write files there. */
export function watchFiles(): void {
  const all = files as unknown as Record<string, Work>;
  for (const [name, describe] of Object.entries(CHANGES)) {
    const work = all[name] as Work;
    all[name] = async (...args) => {
      const change = describe(...args);
      if (change === null || change.endsWith('null')) return work(...args);
      beforeChange(change);
      const result = await work(...args);
      afterChange(change);
      return result;
    };
  }
  const { createWriteStream } = fs;
  fs.createWriteStream = (path, options) => {
    const change = `create ${nameOf(path)}`;
    if (change.endsWith('null')) return createWriteStream(path, options);
    beforeChange(change);
    return createWriteStream(path, options).once('close', () => afterChange(change));
  };
}
