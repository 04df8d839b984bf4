import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { localFiles } from '../../../segments/local-files.ts';
import { PLAYLIST_FILE, parsePlaylist, renderPlaylist } from '../../../segments/playlist.ts';
import { VOICE } from '../../../segments/voice-folder.ts';
import { wholeFile } from '../../../whole-file.ts';

/** Closes the playlists of all sessions in the folder of a dead process. @returns those that have anything in them */
export async function leftSessions(folder: string): Promise<string[]> {
  const left: string[] = [];
  for (const userId of await localFiles.numbered(folder)) {
    for (const parent of [join(folder, userId), join(folder, userId, VOICE)]) {
      for (const name of await localFiles.numbered(parent)) {
        const session = join(parent, name);
        if (await closePlaylist(session)) left.push(session);
        else await rm(session, { recursive: true, force: true });
      }
    }
  }
  return left;
}

/** @returns false where nothing was ever listed */
async function closePlaylist(session: string): Promise<boolean> {
  const file = join(session, PLAYLIST_FILE);
  const playlist = parsePlaylist(await readFile(file, 'utf8').catch(() => ''));
  if (!playlist || playlist.segments.length === 0) return false;
  const text = renderPlaylist({ ...playlist, ended: true });
  if (!playlist.ended) await wholeFile(file, (part) => writeFile(part, text));
  return true;
}
