import { isAbsolute, join, relative } from 'node:path';
import type { Segment } from '../segments/range.ts';

/** The same segments, with their files' paths from that folder on: as another process can find them. */
export function within(folder: string, segments: Segment[]): Segment[] {
  return segments.map((segment) => ({ ...segment, file: relative(folder, segment.file) }));
}

/** And with whole paths again. */
export function below(folder: string, segments: Segment[]): Segment[] {
  return segments.map((segment) => {
    const { file } = segment;
    return { ...segment, file: isAbsolute(file) ? file : join(folder, file) };
  });
}
