import type { Clip } from '../clips/clip.ts';
import type { LibraryFiles } from './files.ts';
import { readHead } from './head.ts';
import type { Report } from './report.ts';

/** Records round to milliseconds, and sound may end a little after the last picture, ms. */
const LENGTH_MS = 250;

/** A clip's video and poster against its record. */
export async function checkFiles(
  clip: Pick<Clip, 'id' | 'bytes' | 'durationMs' | 'width' | 'height' | 'poster'>,
  files: LibraryFiles,
  { note }: Pick<Report, 'note'>,
): Promise<void> {
  const { id, bytes, durationMs, width, height } = clip;
  if (clip.poster && (await files.bytes(`${id}.jpg`)) === null) note('noPoster', id);
  const video = `${id}.mp4`;
  const size = await files.bytes(video);
  if (size === null) return note('noVideo', id);
  if (size !== bytes) note('otherSize', `${id}: ${size} bytes, not ${bytes}`);
  try {
    const head = await readHead(files.open(video));
    const length = Math.round(head.durationMs);
    if (Math.abs(length - durationMs) > LENGTH_MS) {
      note('otherLength', `${id}: ${length} ms, not ${Math.round(durationMs)}`);
    }
    if (head.width !== width || head.height !== height) {
      note('otherPicture', `${id}: ${head.width}x${head.height}, not ${width}x${height}`);
    }
  } catch (error) {
    note('unreadable', `${id}: ${(error as Error).message}`);
  }
}
