import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isExecutable, onPath } from './on-path.mjs';
import { ask, run } from './run.mjs';

/** From here on Go fetches by itself the newer version that a module asks for. */
const OLDEST_GO = 21;

/**
 * A Go that can build what the parts need: on PATH, where go.dev's installer puts it, or where Debian does.
 * @returns {{ path: string, version: string } | undefined}
 */
export function findGo() {
  const debian = list('/usr/lib').filter((name) => /^go-1\.\d+$/.test(name));
  const places = [
    onPath('go'),
    '/usr/local/go/bin/go',
    ...debian.map((name) => `/usr/lib/${name}/bin/go`),
  ];
  for (const path of places) {
    if (!path || !isExecutable(path)) continue;
    const [, version, minor] = ask(path, 'version')?.match(/go(1\.(\d+)[.\d]*)/) ?? [];
    if (version && Number(minor) >= OLDEST_GO) return { path, version };
  }
  return undefined;
}

/**
 * Builds a program from its module and puts it at `to`.
 * @param {string} module its package, such as github.com/livekit/livekit-server/cmd/server
 * @param {string} version without the v
 * @param {string} to
 * @returns {Promise<void>}
 */
export async function buildWithGo(module, version, to) {
  const go = findGo();
  if (!go) throw new Error(`there is no Go 1.${OLDEST_GO} or newer to build it with`);
  await mkdir(dirname(to), { recursive: true });
  const folder = await mkdtemp(join(dirname(to), 'build-'));
  try {
    const env = { ...process.env, GOBIN: folder };
    const what = `${module}@v${version}`;
    await run(`go install ${what}`, go.path, ['install', what], { env });
    await rename(join(folder, basename(module)), to);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder */
function list(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
