import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findFfmpeg } from '../../server/ffmpeg/find.ts';
import { PLAYLIST_FILE, renderPlaylist } from '../../server/segments/playlist.ts';

const SEGMENT_MS = 2000;

/**
 * A share that is over, as the recorder leaves it: 720p30 at 2.5 Mbit/s with sound, constrained baseline. For when
 * nothing but the clips themselves is to take the machine.
 * @param share.small a sixteenth of the picture: what is done with it hardly takes the machine either
 */
export async function writeRecorded(
  segmentsPath: string,
  share: { userIds: string[]; seconds: number; startMs: number; small?: boolean },
): Promise<void> {
  const { userIds, seconds, startMs, small } = share;
  const [first = '', ...others] = userIds.map((id) => join(segmentsPath, id, String(startMs)));
  const segments = (await encodeRecorded(first, seconds, small)).map((uri, i) => ({
    ...{ uri, durationMs: SEGMENT_MS, startMs: startMs + i * SEGMENT_MS, discontinuity: false },
  }));
  const playlist = renderPlaylist({ mediaSequence: 0, segments, ended: true });
  await writeFile(join(first, PLAYLIST_FILE), playlist);
  for (const folder of others) await cp(first, folder, { recursive: true });
}

/** Its segments alone, of 2 s each, into a new folder. @returns their names, in order */
export async function encodeRecorded(
  folder: string,
  seconds: number,
  small = false,
): Promise<string[]> {
  const ffmpegPath = await findFfmpeg(process.env.FFMPEG_PATH);
  const picture = ['-f', 'lavfi', '-i', `testsrc2=size=${small ? '320x180' : '1280x720'}:rate=30`];
  const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'];
  const video = ['-c:v', 'libx264', '-preset', 'ultrafast', '-profile:v', 'baseline', '-g', '60'];
  const rate = ['-b:v', '2500k', '-maxrate', '2500k', '-bufsize', '2500k', '-pix_fmt', 'yuv420p'];
  await mkdir(folder, { recursive: true });
  await promisify(execFile)(ffmpegPath, [
    ...['-v', 'error', '-y', ...picture, ...sound, '-t', String(seconds), ...video, ...rate],
    ...['-c:a', 'aac', '-ac', '2', '-b:a', '128k', '-f', 'segment', '-segment_time', '2'],
    join(folder, 'segment_%05d.ts'),
  ]);
  return (await readdir(folder)).sort();
}
