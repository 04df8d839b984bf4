import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../log.ts';
import type { SegmentLibrary } from '../segments/library.ts';
import type { Shares } from '../shares/shares.ts';
import { cutClip } from './cut.ts';
import { fitClip } from './fit.ts';
import type { Clip, ClipLibrary } from './library.ts';
import type { ClipOrder } from './order.ts';
import type { RenderQueue } from './render-queue.ts';
import { nothingBuffered, settleRange } from './settle-range.ts';

/** From an order to a file: waits for the buffer, cuts, keeps the clip, makes it fit. */
export type ClipMaker = ReturnType<typeof createClipMaker>;

export function createClipMaker(parts: {
  segments: SegmentLibrary;
  shares: Shares;
  clips: ClipLibrary;
  queue: RenderQueue;
  clipsPath: string;
  /** For files that are nobody's after a restart. */
  tempPath: string;
  ffmpegPath: string;
  log: Log;
  now?: () => number;
}) {
  const { segments, shares, clips, queue, clipsPath, tempPath, ffmpegPath, log } = parts;
  const now = parts.now ?? Date.now;

  async function isLive(userId: string): Promise<boolean> {
    return (await shares.activeOf(userId)).length > 0;
  }

  /** A folder that is gone afterwards, whatever happens. */
  async function inTemp<T>(name: string, work: (folder: string) => Promise<T>): Promise<T> {
    const folder = join(tempPath, name);
    await mkdir(folder, { recursive: true });
    try {
      return await work(folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  return {
    /** To be asked before anything is promised. @throws UserError when nothing of theirs is buffered */
    async needSomething(userId: string): Promise<void> {
      if (await segments.coverage(userId)) return;
      if (!(await isLive(userId))) throw nothingBuffered();
    },

    /** Cuts the clip and puts it into the library. @throws UserError when nothing is buffered there */
    make: (order: ClipOrder): Promise<Clip> =>
      inTemp(`cut-${order.id}`, async (workDir) => {
        const startedMs = now();
        const { fromMs, toMs } = await settleRange(order, { segments, isLive });
        const waitedMs = now() - startedMs;
        const found = await segments.between(order.sharerId, fromMs, toMs);
        const held = await segments.hold(found, workDir);
        if (held.length === 0) throw nothingBuffered();
        await mkdir(clipsPath, { recursive: true });
        const cut = await queue.run(() =>
          cutClip({
            segments: held,
            fromMs,
            toMs,
            outFile: join(clipsPath, `${order.id}.mp4`),
            workDir,
            ffmpegPath,
            log,
          }),
        );
        const clip: Clip = {
          id: order.id,
          ownerId: order.sharerId,
          requesterId: order.requesterId,
          guildId: order.guildId,
          channelId: order.channelId,
          title: order.title ?? '',
          fromMs: cut.fromMs,
          toMs: cut.toMs,
          durationMs: cut.durationMs,
          bytes: cut.bytes,
          width: cut.width,
          height: cut.height,
          createdAtMs: now(),
          visibility: 'private',
        };
        await clips.save(clip);
        const renderMs = now() - startedMs - waitedMs;
        log.info({ clipId: clip.id, waitedMs, renderMs, bytes: clip.bytes }, 'clip cut');
        return clip;
      }),

    /**
     * Gives `use` a file of the clip that has at most `maxBytes`: its own, or one encoded once more.
     * The file is gone afterwards.
     */
    fitted: <T>(
      clip: Clip,
      maxBytes: number,
      use: (fitted: Awaited<ReturnType<typeof fitClip>>) => Promise<T>,
    ): Promise<T> =>
      inTemp(`fit-${clip.id}`, async (folder) => {
        const { durationMs, width, height } = clip;
        const file = join(clipsPath, `${clip.id}.mp4`);
        const outFile = join(folder, 'fitted.mp4');
        const size = { durationMs, width, height };
        return use(
          await queue.run(() => fitClip({ file, maxBytes, outFile, ...size, ffmpegPath, log })),
        );
      }),
  };
}
