import { dirname, join, relative, sep } from 'node:path';
import { type EgressInfo, SegmentedFileOutput } from 'livekit-server-sdk';
import { LIVE_PLAYLIST_FILE, PLAYLIST_FILE } from '../../segments/playlist.ts';
import { VOICE } from '../../segments/voice-folder.ts';

/** What Egress is asked to write into a folder; `folderOf` reads it back from what it lists. */
export function segmentsInto(folder: string): SegmentedFileOutput {
  return new SegmentedFileOutput({
    // Egress appends _00000.ts and so on.
    filenamePrefix: join(folder, 'segment'),
    playlistName: join(folder, PLAYLIST_FILE),
    livePlaylistName: join(folder, LIVE_PLAYLIST_FILE),
    // Also the distance of keyframes, whatever keyFrameInterval says.
    segmentDuration: 2,
  });
}

export interface Folder {
  folder: string;
  userId: string;
  startedAtMs: number;
}

/** @returns null when the egress is none of ours: not into `{segmentsPath}/{userId}/{startedAtMs}` */
export function folderOf(info: EgressInfo, segmentsPath: string): Folder | null {
  const { folder, names } = namesOf(info, segmentsPath);
  const [userId = '', startedAtMs = '', ...rest] = names;
  if (rest.length > 0 || !/^\d{1,20}$/.test(userId) || !/^\d{1,15}$/.test(startedAtMs)) return null;
  return { folder, userId, startedAtMs: Number(startedAtMs) };
}

/** The same of a microphone: into `{segmentsPath}/{userId}/voice/{startedAtMs}`. */
export function voiceFolderOf(
  info: EgressInfo,
  segmentsPath: string,
): Pick<Folder, 'folder' | 'userId'> | null {
  const { folder, names } = namesOf(info, segmentsPath);
  const [userId = '', voice, startedAtMs = '', ...rest] = names;
  const isOurs = rest.length === 0 && voice === VOICE && /^\d{1,15}$/.test(startedAtMs);
  return isOurs && /^\d{1,20}$/.test(userId) ? { folder, userId } : null;
}

/** Where it writes, and the names on the way there. */
function namesOf({ request }: EgressInfo, segmentsPath: string) {
  const output = request.case === 'trackComposite' ? request.value.segmentOutputs[0] : undefined;
  const folder = dirname(output?.filenamePrefix ?? '');
  return { folder, names: output ? relative(segmentsPath, folder).split(sep) : [] };
}
