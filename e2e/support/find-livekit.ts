import { glob } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { canRun, onPath } from './on-path.ts';

/** LIVEKIT_SERVER_BIN, else livekit-server on PATH, else the one that setup put into .cache; null when there is none. */
export async function findLivekit(): Promise<string | null> {
  const named = process.env.LIVEKIT_SERVER_BIN;
  if (named) return (await canRun(named)) ? named : null;
  const installed = await onPath('livekit-server');
  if (installed) return installed;
  const cache = fileURLToPath(new URL('../../.cache/', import.meta.url));
  for await (const name of glob('{,*/,*/*/}livekit-server*', { cwd: cache })) {
    if (await canRun(cache + name)) return cache + name;
  }
  return null;
}
