import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../log.ts';
import type { Marks } from '../marks/marks.ts';
import { removeAtLast } from '../remove-at-last.ts';
import type { SegmentLibrary } from '../segments/library.ts';
import { promptLibrary } from '../segments/prompt-library.ts';
import type { Shares } from '../shares/shares.ts';
import { clockAt, JUST_BEFORE_MS, placeInClip } from './clip-clock.ts';
import { segmentsOfClip } from './clip-segments.ts';
import type { CutResult } from './cut.ts';
import { cutClip } from './cut.ts';
import { fullDiskInWords } from './full-disk.ts';
import type { Clip, ClipLibrary } from './library.ts';
import type { ClipOrder, HeldSource } from './order.ts';
import type { RenderQueue } from './render-queue.ts';
import { EXTENSIONS, type Format, RENDERERS, type Rendition } from './renditions.ts';
import { nothingBuffered } from './settle-range.ts';
import { type Attention, createSharedWork } from './shared-work.ts';
import { createSource, type Range } from './source.ts';
import type { VoiceFinder } from './voice.ts';

/** What is being done for an order. Parts go from 0 to 1. */
export type ClipStep =
  | { name: 'waiting' }
  | { name: 'queued'; place: number }
  | { name: 'cutting'; part: number }
  | { name: 'rendering'; part: number; format: Format; maxBytes: number };

export type Watch = Attention<ClipStep>;

/** From an order to a file: waits for the buffer, cuts, keeps the clip, makes it fit. */
export type ClipMaker = ReturnType<typeof createClipMaker>;

export function createClipMaker(parts: {
  segments: SegmentLibrary;
  /** The sharers' microphones. */
  voice: VoiceFinder;
  shares: Shares;
  clips: ClipLibrary;
  marks: Pick<Marks, 'within'>;
  queue: RenderQueue;
  /** For files that are nobody's after a restart. */
  tempPath: string;
  ffmpegPath: string;
  log: Log;
  now?: () => number;
}) {
  const { segments, clips, marks, queue, tempPath, ffmpegPath, log } = parts;
  const { isExpected, settle, hold } = createSource(parts);
  const now = parts.now ?? Date.now;
  const forget = ({ folder }: InFolder) => removeAtLast(folder, log);
  const shareCut = createSharedWork<CutResult & InFolder & { cutId: string }, ClipStep>(forget);
  const shareRender = createSharedWork<Rendition & InFolder, ClipStep>(forget);
  let folders = 0;

  /** @returns what `work` does in a folder of its own, which is gone when it fails; else the caller removes it */
  async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T & InFolder> {
    const folder = join(tempPath, `render-${++folders}`);
    await mkdir(folder, { recursive: true });
    try {
      return { ...(await work(folder)), folder };
    } catch (error) {
      await forget({ folder });
      throw fullDiskInWords(error);
    }
  }

  /** When two ask for the same range, it is cut once. */
  function cut(order: ClipOrder, range: Range, watch: Required<Watch>, source?: HeldSource) {
    const { signal, onStep } = watch;
    return inFolder(async (workDir) => {
      const held = await hold(order, range, workDir, { signal, source });
      const onPlace = (place: number) => onStep({ name: 'queued', place });
      return queue.run({ by: order.requesterId, kind: 'cut', signal, onPlace }, async () => {
        const onProgress = (part: number) => onStep({ name: 'cutting', part });
        onProgress(0);
        const made = await cutClip({
          ...{
            ...{ segments: held.segments, voice: held.voice ?? [] },
            ...range,
            outFile: join(workDir, 'clip.mp4'),
            workDir,
          },
          ...{ ffmpegPath, log, signal, onProgress },
          ...(order.gaps && { gaps: order.gaps }),
        });
        return { ...made, cutId: randomUUID() };
      });
    });
  }

  /** Another file system may have no room for it. */
  async function keepFile(id: string, made: string, signal?: AbortSignal): Promise<void> {
    try {
      await clips.files.put(id, 'mp4', made, signal);
    } catch (error) {
      throw fullDiskInWords(error);
    }
  }

  const markedIn = (sharerId: string, { fromMs, toMs }: Range) =>
    marks.within(sharerId, fromMs - JUST_BEFORE_MS, toMs);

  /** Cuts a range of what was recorded, or of segments that are held already, and puts it into the library. */
  function put(order: ClipOrder, range: Range, watch: Watch, source?: HeldSource): Promise<Clip> {
    const startedMs = now();
    // Of other segments than the buffer's, the same moments may look otherwise.
    const of = source?.folder ?? order.only?.join() ?? 'buffer';
    const sound = order.voice === 'off' ? 'off' : order.sharerId === order.requesterId;
    const { sharerId, gaps = 'cut' } = order;
    const key = [sharerId, range.fromMs, range.toMs, gaps, of, sound].join();
    const work = (all: Required<Watch>) => cut(order, range, all, source);
    return shareCut(key, watch, work, async (made) => {
      await keepFile(order.id, made.file, watch.signal);
      const marked = order.marks ?? (await markedIn(order.sharerId, made));
      const clip: Clip = {
        id: order.id,
        ownerId: order.sharerId,
        requesterId: order.requesterId,
        guildId: order.guildId,
        channelId: order.channelId,
        title: order.title ?? '',
        fromMs: made.fromMs,
        toMs: made.toMs,
        durationMs: made.durationMs,
        clock: made.clock,
        bytes: made.bytes,
        width: made.width,
        height: made.height,
        cutId: made.cutId,
        createdAtMs: now(),
        ...(marked.length > 0 && { marks: marked.map(({ atMs, label }) => ({ atMs, label })) }),
        visibility: order.visibility ?? 'private',
      };
      await clips.save(clip);
      log.info({ clipId: clip.id, renderMs: now() - startedMs, bytes: clip.bytes }, 'clip cut');
      return clip;
    });
  }

  return {
    /**
     * To be asked before anything is promised. @throws UserError when nothing of theirs is buffered
     * @param only the folders of the sessions that count; all when left out
     */
    async needSomething(userId: string, only?: string[]): Promise<void> {
      if (await promptLibrary(segments).coverage(userId, only)) return;
      if (!(await isExpected(userId, only))) throw nothingBuffered(only !== undefined);
    },

    /**
     * Cuts the clip and puts it into the library.
     * @throws UserError when nothing is buffered there; the signal's reason
     */
    async make(order: ClipOrder, watch: Watch = {}): Promise<Clip> {
      watch.onStep?.({ name: 'waiting' });
      const { fromMs, toMs, held } = order;
      if (held) return put(order, { fromMs, toMs }, watch, held);
      return put(order, await settle(order, watch.signal), watch);
    },

    /**
     * Cuts the last `longestMs` of an order's clip as another one, of that id. Of the clip itself: the buffer that it
     * was made of may be gone. @throws FfmpegFailed; the signal's reason
     */
    async shorten(
      order: ClipOrder,
      clip: Clip,
      { id, longestMs }: { id: string; longestMs: number },
      watch: Watch = {},
    ): Promise<Clip> {
      const { durationMs } = clip;
      const clock = clip.clock ?? [{ atMs: 0, clockMs: clip.toMs - durationMs }];
      const source = await inFolder(async (folder) => ({
        segments: await segmentsOfClip({
          ...{ file: await clips.files.reach(clip.id, join(folder, 'whole')) },
          ...{ durationMs, clock, folder, ffmpegPath },
        }),
      }));
      const atMs = Math.max(0, durationMs - Math.floor(longestMs));
      const marked = clip.marks?.filter((mark) => placeInClip(clip, mark.atMs) >= atMs) ?? [];
      try {
        const range = { fromMs: clockAt(clock, atMs), toMs: clockAt(clock, durationMs) };
        return await put({ ...order, id, marks: marked }, range, watch, source);
      } finally {
        await forget(source);
      }
    },

    /**
     * Gives `use` a file of the clip, in this format and of at most `maxBytes`: its own, or one made of it.
     * The file is gone afterwards. @throws what the renderer throws; the signal's reason
     */
    async fitted<T>(
      clip: Clip,
      { maxBytes, format = 'mp4' }: { maxBytes: number; format?: Format | undefined },
      use: (rendition: Rendition) => Promise<T>,
      watch: Watch = {},
    ): Promise<T> {
      const { width, height, durationMs, bytes } = clip;
      if (format === 'mp4' && bytes <= maxBytes) {
        const { folder } = await inFolder(async () => ({}));
        try {
          const file = await clips.files.reach(clip.id, folder);
          return await use({ file, bytes, width, height, reencoded: false });
        } finally {
          await forget({ folder });
        }
      }
      const render = ({ signal, onStep }: Required<Watch>) =>
        inFolder(async (folder) => {
          // The clip may go while others still use what is made of it.
          const file = await clips.files.hold(clip.id, folder);
          const onPlace = (place: number) => onStep({ name: 'queued', place });
          const turn = {
            by: clip.requesterId,
            goesOn: true,
            kind: format,
            isHeavy: format !== 'audio',
          };
          return queue.run({ ...turn, signal, onPlace }, () => {
            const onProgress = (part: number) =>
              onStep({ name: 'rendering', part, format, maxBytes });
            onProgress(0);
            return RENDERERS[format]({
              ...{ file, maxBytes, outFile: join(folder, `fitted.${EXTENSIONS[format]}`) },
              ...{ durationMs, width, height, ffmpegPath, log, signal, onProgress },
            });
          });
        });
      // Clips that were cut once show the same by several ids.
      const { id, cutId = id } = clip;
      return shareRender([cutId, format, maxBytes].join(), watch, render, use);
    },
  };
}

interface InFolder {
  folder: string;
}
