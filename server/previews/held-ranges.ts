import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { hold } from '../segments/hold.ts';
import type { Segment } from '../segments/range.ts';
import { wholeFile } from '../whole-file.ts';

/** What a clip is cut of, out of reach of the cleaner and of the preview that it was chosen in. */
export interface HeldRange {
  /** Finds it again after a restart. */
  id: string;
  segments: Segment[];
  /** What the cut is to be told, ms since the epoch as these segments tell it. */
  fromMs: number;
  toMs: number;
  /** Whose screen it shows. */
  sharerId: string;
  /** The clip that it is a part of. */
  clipId?: string;
  guildId?: string;
  channelId?: string;
  /** It is not needed any more. */
  release(): Promise<void>;
}

type Written = Omit<HeldRange, 'id' | 'release'> & { heldAtMs: number };

const RANGE_FILE = 'range.json';
/** An order has its outcome long before; what is left then belongs to a process that died. */
const LONGEST_MS = 24 * 3_600_000;

/** Ranges that are to be cut, a folder each; they survive restarts. */
export function createHeldRanges({
  path,
  now = Date.now,
}: {
  path: string;
  now?: (() => number) | undefined;
}) {
  const withRelease = (id: string, { heldAtMs: _, ...range }: Written): HeldRange => ({
    ...{ id, ...range },
    release: () => rm(join(path, id), { recursive: true, force: true }),
  });

  async function read(id: string): Promise<Written | null> {
    if (!/^[\w-]{10,40}$/.test(id)) return null;
    const folder = join(path, id);
    const text = await readFile(join(folder, RANGE_FILE), 'utf8').catch(() => null);
    if (text === null) return null;
    const written = JSON.parse(text) as Written;
    // The folder of all data may have been moved meanwhile.
    const segments = written.segments.map((s) => ({ ...s, file: join(folder, basename(s.file)) }));
    return { ...written, segments };
  }

  return {
    /** Links the segments into a folder of the range's own. */
    async hold(range: Omit<HeldRange, 'id' | 'release'>): Promise<HeldRange> {
      const id = randomBytes(16).toString('base64url');
      const folder = join(path, id);
      try {
        const written = {
          ...{ ...range, segments: await hold(range.segments, folder) },
          heldAtMs: now(),
        };
        await wholeFile(join(folder, RANGE_FILE), (part) =>
          writeFile(part, JSON.stringify(written)),
        );
        return withRelease(id, written);
      } catch (error) {
        await rm(folder, { recursive: true, force: true });
        throw error;
      }
    },

    /** One that was held before, maybe by another process; null when it was released. */
    async find(id: string): Promise<HeldRange | null> {
      const written = await read(id);
      return written && withRelease(id, written);
    },

    /** Removes half-made ones and those that nobody has released for a day. To be called when none is being made. */
    async sweep(): Promise<void> {
      for (const id of await readdir(path).catch(() => [])) {
        const written = await read(id).catch(() => null);
        if (written && now() - written.heldAtMs < LONGEST_MS) continue;
        await rm(join(path, id), { recursive: true, force: true });
      }
    },
  };
}
