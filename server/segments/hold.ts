import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import PQueue from 'p-queue';
import type { SegmentFiles } from './files.ts';
import { localFiles } from './local-files.ts';
import type { Segment } from './range.ts';

const AT_ONCE = 8;

/**
 * Takes segments out of the cleaner's reach: hard links in `workDir`, or copies where links are refused, or
 * downloads. Same order; one that has vanished meanwhile is left out. The caller deletes `workDir`, also after an error.
 */
export async function hold(
  segments: Segment[],
  workDir: string,
  files: Pick<SegmentFiles, 'take'> = localFiles,
): Promise<Segment[]> {
  await mkdir(workDir, { recursive: true });
  const queue = new PQueue({ concurrency: AT_ONCE });
  const held = await queue.addAll(
    segments.map((segment, i) => async () => {
      const file = join(workDir, `${String(i).padStart(5, '0')}.ts`);
      return (await files.take(segment.file, file)) ? { ...segment, file } : null;
    }),
  );
  return withoutGone(held);
}

/** Leaves out what is null, and marks the segment behind it. */
export function withoutGone(segments: (Segment | null)[]): Segment[] {
  return segments.flatMap((segment, i) => {
    if (!segment) return [];
    return segments[i - 1] === null ? { ...segment, discontinuity: true } : segment;
  });
}
