import { dirname, join, relative, sep } from 'node:path';
import {
  AzureBlobUpload,
  type EgressInfo,
  S3Upload,
  SegmentedFileOutput,
} from 'livekit-server-sdk';
import { SEGMENTS } from '../../segments/bucket-keys.ts';
import { LIVE_PLAYLIST_FILE, PLAYLIST_FILE } from '../../segments/playlist.ts';
import { VOICE } from '../../segments/voice-folder.ts';
import type { BucketConfig } from '../../storage/bucket-config.ts';

/** Where sessions lie for us, and the bucket that Egress uploads them to where they are in one. */
export interface Place {
  segmentsPath: string;
  bucket?: BucketConfig | undefined;
}

/** What Egress is asked to write of a session; `folderOf` reads it back from what it lists. */
export function segmentsInto(folder: string, place: Place): SegmentedFileOutput {
  const to = join(rootOf(place), relative(place.segmentsPath, folder));
  return new SegmentedFileOutput({
    // Egress appends _00000.ts and so on.
    filenamePrefix: join(to, 'segment'),
    playlistName: join(to, PLAYLIST_FILE),
    livePlaylistName: join(to, LIVE_PLAYLIST_FILE),
    // Also the distance of keyframes, whatever keyFrameInterval says.
    segmentDuration: 2,
    ...(place.bucket && { output: uploadTo(place.bucket) }),
  });
}

/** What Egress calls the place of all sessions: a folder, or what their keys begin with. */
function rootOf({ segmentsPath, bucket }: Place): string {
  if (!bucket) return segmentsPath;
  return bucket.kind === 's3' ? bucket.prefix + SEGMENTS : SEGMENTS;
}

function uploadTo(bucket: BucketConfig): NonNullable<SegmentedFileOutput['output']> {
  if (bucket.kind === 'azure') {
    const { accountName, accountKey, container: containerName } = bucket;
    const value = new AzureBlobUpload({ accountName, accountKey, containerName });
    return { case: 'azure', value };
  }
  const { bucket: name, region, endpoint = '', forcePathStyle, credentials } = bucket;
  const value = new S3Upload({
    ...{ bucket: name, region, endpoint, forcePathStyle },
    // Without keys it takes what its own machine has.
    accessKey: credentials?.accessKeyId ?? '',
    secret: credentials?.secretAccessKey ?? '',
  });
  return { case: 's3', value };
}

export interface Folder {
  folder: string;
  userId: string;
  startedAtMs: number;
}

/** @returns null when the egress is none of ours: not into `{segmentsPath}/{userId}/{startedAtMs}` */
export function folderOf(info: EgressInfo, place: Place): Folder | null {
  const { folder, names } = namesOf(info, place);
  const [userId = '', startedAtMs = '', ...rest] = names;
  if (rest.length > 0 || !/^\d{1,20}$/.test(userId) || !/^\d{1,15}$/.test(startedAtMs)) return null;
  return { folder, userId, startedAtMs: Number(startedAtMs) };
}

/** The same of a microphone: into `{segmentsPath}/{userId}/voice/{startedAtMs}`. */
export function voiceFolderOf(
  info: EgressInfo,
  place: Place,
): Pick<Folder, 'folder' | 'userId'> | null {
  const { folder, names } = namesOf(info, place);
  const [userId = '', voice, startedAtMs = '', ...rest] = names;
  const isOurs = rest.length === 0 && voice === VOICE && /^\d{1,15}$/.test(startedAtMs);
  return isOurs && /^\d{1,20}$/.test(userId) ? { folder, userId } : null;
}

/** Where it writes, and the names on the way there. */
function namesOf({ request }: EgressInfo, place: Place) {
  const output = request.case === 'trackComposite' ? request.value.segmentOutputs[0] : undefined;
  const inside = relative(rootOf(place), dirname(output?.filenamePrefix ?? ''));
  return {
    folder: join(place.segmentsPath, inside),
    names: output ? inside.split(sep) : [],
  };
}
