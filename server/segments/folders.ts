import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** `{segmentsPath}/{userId}`. @throws Error when the id isn't one of Discord's: it becomes a path */
export function userFolder(segmentsPath: string, userId: string): string {
  if (!/^\d{1,20}$/.test(userId)) throw new Error(`"${userId}" is not a user id`);
  return join(segmentsPath, userId);
}

/** Names of the real folders (no links) with numbers for names, lowest first; none where `path` isn't there. */
export async function numberedFolders(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(noneIfGone);
  return entries
    .filter((entry) => entry.isDirectory() && /^\d{1,20}$/.test(entry.name))
    .map((entry) => entry.name)
    .sort((a, b) => Number(a) - Number(b));
}

/** Names of the real files (no links) in a folder; none where it isn't there. */
export async function filesIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(noneIfGone);
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

function noneIfGone(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
