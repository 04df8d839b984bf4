import type { Log } from '../log.ts';
import { type CleanedSession, cleanSession } from '../segments/clean.ts';
import type { SegmentFiles } from '../segments/files.ts';
import type { Shares } from '../shares/shares.ts';
import type { Voices } from '../shares/voices.ts';
import type { ServerRules } from './rules.ts';
import type { ServerSettingsRoom } from './server-settings.ts';

/** A clip as long as the window, asked for just now, still has to be rendered. */
const MARGIN_MS = 30_000;

export interface CleanedWindows {
  /** Segments that are deleted, or would be. */
  deleted: number;
  /** Folders that could not be cleaned: the next run tries again. */
  failed: number;
  folders: CleanedSession[];
}

/** Deletes segments of servers that keep less than the installation, once they are past that. */
export async function cleanWindows(parts: {
  servers: Pick<ServerSettingsRoom, 'withOwnWindow'>;
  rules: Pick<ServerRules, 'kept'>;
  shares: Pick<Shares, 'ofGuild'>;
  voices: Pick<Voices, 'ofGuild'>;
  files?: SegmentFiles;
  log: Log;
  now?: () => number;
  /** Names what would go, and deletes nothing. */
  dryRun?: boolean;
}): Promise<CleanedWindows> {
  const { servers, rules, shares, voices, files, log, now = Date.now, dryRun = false } = parts;
  const total = { deleted: 0, kept: 0, foldersRemoved: 0 };
  const done: CleanedWindows = { deleted: 0, failed: 0, folders: [] };
  for (const guildId of await servers.withOwnWindow()) {
    const windowMs = (await rules.kept(guildId)).windowMs + MARGIN_MS;
    const folders = [
      ...(await shares.ofGuild(guildId)).map(({ segmentPath }) => segmentPath),
      ...(await voices.ofGuild(guildId)).map(({ folder }) => folder),
    ];
    const onSession = (session: CleanedSession) => void done.folders.push(session);
    for (const folder of folders) {
      const place = { ...(files && { files }), dryRun, onSession };
      const options = { windowMs, nowMs: now(), log, ...place };
      await cleanSession(folder, options, total).catch((err) => {
        log.warn({ err, folder }, 'could not be cleaned');
        done.failed += 1;
      });
    }
  }
  return { ...done, deleted: total.deleted };
}
