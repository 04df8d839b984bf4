import type { Scratch } from './media/ts.ts';
import type { Span } from './plan.ts';
import { type Run, readSegment, type SegmentMedia } from './runs.ts';
import type { Sound } from './sound-piece.ts';

/** Picture and sound are read in step but not at the same place: two segments, and one to spare. */
const KEPT = 3;

/** Reads a run's pictures and sound again, few segments in memory at a time. */
export type SegmentReader = ReturnType<typeof createSegmentReader>;

interface Kept {
  scratch: Scratch;
  media: Promise<SegmentMedia>;
}

export function createSegmentReader() {
  const kept = new Map<string, Kept>();

  function open({ segments }: Pick<Sound, 'segments'>, segment: number): Promise<SegmentMedia> {
    const { file } = segments[segment] as Sound['segments'][number];
    const known = kept.get(file);
    if (known) return known.media;
    const [oldest] = kept;
    let scratch: Scratch = { bytes: Buffer.alloc(0) };
    if (oldest && kept.size >= KEPT) {
      kept.delete(oldest[0]);
      scratch = oldest[1].scratch;
    }
    const media = readSegment(file, scratch);
    kept.set(file, { scratch, media });
    return media;
  }

  async function picture(run: Run, frame: number): Promise<Buffer> {
    const { segment, index } = run.frames[frame] as Run['frames'][number];
    return (await open(run, segment)).video[index]?.data as Buffer;
  }

  return {
    /** An access unit as it was recorded; it stays until a few segments further. */
    picture,
    /** An AAC frame as it was recorded, without its header. */
    async sound(source: Sound, frame: number): Promise<Buffer> {
      const { segment, index } = source.audio[frame] as Sound['audio'][number];
      return (await open(source, segment)).audio[index]?.data as Buffer;
    },
    /** Access units that stay. */
    async *units(run: Run, { first, last }: Span): AsyncGenerator<Buffer> {
      for (let i = first; i <= last; i++) yield Buffer.from(await picture(run, i));
    },
  };
}
