import { dirname, join, relative, sep } from 'node:path';
import { type EgressInfo, SegmentedFileOutput } from 'livekit-server-sdk';
import { LIVE_PLAYLIST_FILE, PLAYLIST_FILE } from '../../segments/playlist.ts';

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
  if (info.request.case !== 'trackComposite') return null;
  const output = info.request.value.segmentOutputs[0];
  if (!output) return null;
  const folder = dirname(output.filenamePrefix);
  const [userId = '', startedAtMs = '', ...rest] = relative(segmentsPath, folder).split(sep);
  if (rest.length > 0 || !/^\d{1,20}$/.test(userId) || !/^\d{1,15}$/.test(startedAtMs)) return null;
  return { folder, userId, startedAtMs: Number(startedAtMs) };
}
