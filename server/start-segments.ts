import { createVoiceFinder } from './clips/voice.ts';
import type { Config } from './config.ts';
import { openDisk } from './disk/disk.ts';
import type { Log } from './log.ts';
import { openSpoolOf } from './recorder/open.ts';
import { createSegmentLibrary } from './segments/library.ts';
import { openSegmentFiles } from './segments/open.ts';
import { createSessionReader } from './segments/read-session.ts';
import { voiceFolder } from './segments/voice-folder.ts';
import { createShares } from './shares/shares.ts';
import { createVoices } from './shares/voices.ts';
import type { OnClose, OwnProcess } from './start-process.ts';

/** What is known of all that is recorded, and of what it takes up. */
export type Recorded = Awaited<ReturnType<typeof startSegments>>;

/** Opens what is recorded of screens and microphones, and the disk or bucket that it lies on. */
export async function startSegments(
  config: Config,
  { store, tempPath }: Pick<OwnProcess, 'store' | 'tempPath'>,
  log: Log,
  onClose: OnClose,
) {
  const isServer = config.roles.includes('server');
  const spool = isServer ? await openSpoolOf(config, log) : null;
  if (spool) onClose(spool.close);
  const files = openSegmentFiles(config, { spool, tempPath });
  const readSession = createSessionReader({ files });
  const disk = openDisk({ config, store, files, readSession, log });
  onClose(disk.close);
  const shares = createShares(store, Date.now, config.segmentsPath);
  const voices = createVoices(store, config.segmentsPath);
  const segments = createSegmentLibrary({ ...config, files, readSession });
  const voice = createVoiceFinder({
    library: createSegmentLibrary({ ...config, files, readSession, folderOf: voiceFolder }),
    ...{ voices, shares },
  });
  return { spool, files, readSession, disk, shares, voices, segments, voice };
}
