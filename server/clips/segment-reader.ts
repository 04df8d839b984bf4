import type { Span } from './plan.ts';
import { type Run, readSegment, type SegmentMedia } from './runs.ts';
import type { Sound } from './sound-piece.ts';

/** Picture and sound are read in step but not at the same place: two segments, and one to spare. */
const KEPT = 3;

/** Reads a run's pictures and sound again, few segments in memory at a time. */
export type SegmentReader = ReturnType<typeof createSegmentReader>;

export function createSegmentReader() {
  const kept = new Map<string, Promise<SegmentMedia>>();

  function open({ segments }: Pick<Sound, 'segments'>, segment: number): Promise<SegmentMedia> {
    const { file } = segments[segment] as Sound['segments'][number];
    let media = kept.get(file);
    if (!media) {
      media = readSegment(file);
      kept.set(file, media);
      for (const oldest of kept.keys()) {
        if (kept.size <= KEPT) break;
        kept.delete(oldest);
      }
    }
    return media;
  }

  async function picture(run: Run, frame: number): Promise<Buffer> {
    const { segment, index } = run.frames[frame] as Run['frames'][number];
    return (await open(run, segment)).video[index]?.data as Buffer;
  }

  return {
    /** An access unit as it was recorded. */
    picture,
    /** An AAC frame as it was recorded, without its header. */
    async sound(source: Sound, frame: number): Promise<Buffer> {
      const { segment, index } = source.audio[frame] as Sound['audio'][number];
      return (await open(source, segment)).audio[index]?.data as Buffer;
    },
    async *units(run: Run, { first, last }: Span): AsyncGenerator<Buffer> {
      for (let i = first; i <= last; i++) yield picture(run, i);
    },
  };
}
