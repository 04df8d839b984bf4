import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { RenderQueue } from '../clips/render-queue.ts';
import { UserError } from '../errors.ts';
import { hold } from '../segments/hold.ts';
import { VOICE } from '../segments/voice-folder.ts';
import { createPreviewFolders } from './folder.ts';
import { marksIn } from './marks.ts';
import { segmentToPlay } from './play.ts';
import type { Preview } from './preview.ts';
import { cutRange, type PreviewedRange } from './range.ts';
import { createSources, type Source, type SourceParts } from './sources.ts';
import { makeThumbnails } from './thumbnails.ts';
import { makeWaveform } from './waveform.ts';

/** Without a sign of life, a preview is let go after that. */
export const ALIVE_FOR_MS = 90_000;
const LOOK_EVERY_MS = 5000;
/** Of one person: tabs that they have forgotten must not hold the disk. */
const MOST_OPEN = 3;

/** What is made of a preview on demand, by the file that keeps it. */
const MAKERS = { 'thumbnails.jpg': makeThumbnails, 'waveform.json': makeWaveform };

export type Previews = Awaited<ReturnType<typeof openPreviews>>;

interface Open {
  preview: Preview;
  aliveAtMs: number;
  /** Aborted when it is let go: what is being made of it ends. */
  gone: AbortController;
  /** What reads or writes its folder just now: that stays until they are done. */
  uses: Set<Promise<unknown>>;
  /** What is being made of it, by file. */
  making: Map<string, Promise<void>>;
}

/**
 * The previews that people have open. Those of an earlier process live on: they have 90 s to give a sign of life.
 * Only one process may work in `previewsPath`.
 */
export async function openPreviews(
  parts: Omit<SourceParts, 'now'> & {
    previewsPath: string;
    /** However long its page is open, it is let go after that. */
    longestMs: number;
    queue: Pick<RenderQueue, 'run'>;
    now?: () => number;
  },
) {
  const { previewsPath, longestMs, queue, clips, maySee, ffmpegPath, log, now = Date.now } = parts;
  const folders = createPreviewFolders(previewsPath);
  const fill = createSources({ ...parts, now });
  const closing = new AbortController();
  /** By id, oldest first. */
  const all = new Map<string, Open>();
  /** Let go, while what used them comes to its end. */
  const leaving = new Set<string>();
  /** Whose are just being opened, each as often as it is. */
  const opening: string[] = [];

  function add(preview: Preview): void {
    all.set(preview.id, {
      ...{ preview, aliveAtMs: now(), gone: new AbortController() },
      ...{ uses: new Set(), making: new Map() },
    });
  }

  const isOver = ({ aliveAtMs, preview }: Open) =>
    now() - aliveAtMs > ALIVE_FOR_MS || now() - preview.openedAtMs > longestMs;

  /** @throws UserError (404) one answer for "let go", "never there" and "not yours" */
  function need(userId: string, id: string): Open {
    const open = all.get(id);
    if (!open || open.preview.userId !== userId || isOver(open)) throw wasLetGo();
    open.aliveAtMs = now();
    return open;
  }

  /**
   * What is somebody else's is asked about each time: since it was opened, the clip may have been deleted or made
   * private, or they left its server.
   * @throws UserError 404 when they may not see it any more; 503 when Discord does not answer
   */
  async function needSight(open: Open): Promise<void> {
    const { userId, sharerId, clipId } = open.preview;
    if (sharerId === userId || clipId === undefined) return;
    const clip = await clips.get(clipId);
    if (clip && (await maySee(userId, clip))) return;
    // Not waited for: who asks is one of those that use it.
    void letGoAll([open]);
    throw wasLetGo();
  }

  async function letGo(open: Open): Promise<void> {
    const { id } = open.preview;
    all.delete(id);
    leaving.add(id);
    open.gone.abort(wasLetGo());
    await Promise.allSettled(open.uses);
    await folders.remove(id).finally(() => leaving.delete(id));
  }

  async function letGoAll(some: Open[]): Promise<void> {
    for (const open of some) {
      await letGo(open).catch((err) =>
        log.warn({ err, previewId: open.preview.id }, 'a preview could not be removed'),
      );
    }
  }

  async function using<T>(open: Open, work: () => Promise<T>): Promise<T> {
    const done = work();
    open.uses.add(done);
    try {
      return await done;
    } finally {
      open.uses.delete(done);
    }
  }

  async function make(open: Open, name: keyof typeof MAKERS): Promise<void> {
    const { preview, gone } = open;
    const folder = folders.folderOf(preview.id);
    const outFile = join(folder, name);
    if (await isThere(outFile)) return;
    const signal = AbortSignal.any([gone.signal, closing.signal]);
    // Together they are one more person in the queue: nobody's next clip waits for them.
    await queue.run({ by: 'previews', kind: 'preview', signal }, async () =>
      MAKERS[name]({ folder, preview, outFile, ffmpegPath, signal }),
    );
  }

  for (const preview of await folders.left()) add(preview);
  const timer = setInterval(
    () => void letGoAll([...all.values()].filter(isOver)),
    LOOK_EVERY_MS,
  ).unref();

  return {
    /**
     * Takes the snapshot: all of one's own buffer, or a clip. The oldest of more than three is let go.
     * @throws UserError 404 when nothing is buffered, or there is no such clip for that person; 429 when three of
     *   theirs are just being opened
     */
    async open(userId: string, source: Source): Promise<Preview> {
      const others = opening.filter((one) => one === userId).length;
      if (others >= MOST_OPEN) throw tooMany();
      opening.push(userId);
      const preview = await folders
        .make((id, folder) => fill(source, { id, userId, folder }))
        .finally(() => opening.splice(opening.indexOf(userId), 1));
      add(preview);
      const mine = [...all.values()].filter((open) => open.preview.userId === userId);
      await letGoAll(mine.slice(0, -MOST_OPEN));
      return preview;
    },

    /** Each question is a sign of life. @throws UserError 404, 503 */
    async get(userId: string, id: string): Promise<Preview> {
      const open = need(userId, id);
      await needSight(open);
      return open.preview;
    },

    /** A segment's bytes, as players get them. @throws UserError 404, 503 */
    async segment(userId: string, id: string, name: string): Promise<Buffer> {
      const open = need(userId, id);
      const { segments } = open.preview;
      const index = segments.findIndex((segment) => segment.name === name);
      if (index === -1) throw new UserError((words) => words.clips.noFile, { status: 404 });
      return using(open, async () => {
        await needSight(open);
        return segmentToPlay(folders.folderOf(id), segments, index);
      });
    },

    /**
     * The thumbnails or the waveform, which are made first where nobody has asked for them yet.
     * @returns the preview's folder, where it is by that name
     * @throws UserError (404; 503 when too much waits to be rendered, or Discord does not answer); FfmpegFailed
     */
    async made(userId: string, id: string, name: keyof typeof MAKERS): Promise<string> {
      const open = need(userId, id);
      let making = open.making.get(name);
      if (!making) {
        making = using(open, async () => {
          await needSight(open);
          await make(open, name);
        }).finally(() => open.making.delete(name));
        open.making.set(name, making);
      }
      await making;
      return folders.folderOf(id);
    },

    /**
     * What the cut needs for [fromMs, toMs) of media time, linked into `folder`: it stays when the preview is let go.
     * @throws UserError 404 without such a preview; 400 when the range lies outside or is shorter than a second; 503
     */
    async rangeOf(
      userId: string,
      id: string,
      { fromMs, toMs }: { fromMs: number; toMs: number },
      folder: string,
    ): Promise<PreviewedRange> {
      const open = need(userId, id);
      const { sharerId, clipId, guildId, channelId, segments, voice = [] } = open.preview;
      return using(open, async () => {
        await needSight(open);
        const previewed = folders.folderOf(id);
        const range = await cutRange(previewed, segments, fromMs, toMs);
        const said = voice
          .filter((one) => one.startMs < range.toMs && one.startMs + one.durationMs > range.fromMs)
          .map((one) => ({ ...one, file: join(previewed, VOICE, one.file) }));
        return {
          ...{ ...range, sharerId, segments: await hold(range.segments, folder) },
          voice: await hold(said, join(folder, VOICE)),
          marks: marksIn(open.preview, { fromMs, toClockMs: range.toMs }),
          ...(clipId && { clipId }),
          ...(guildId && { guildId }),
          ...(channelId && { channelId }),
        };
      });
    },

    /** Lets go of those that a person has open, and of those that show their screen. */
    async forget(userId: string): Promise<void> {
      const theirs = ({ preview }: Open) =>
        preview.userId === userId || preview.sharerId === userId;
      for (const open of [...all.values()].filter(theirs)) await letGo(open);
    },

    /** Ids of those whose folders this process works with. */
    inUse: (): string[] => [...all.keys(), ...leaving, ...folders.making()],

    /** Lets it go. @throws UserError (404) */
    async close(userId: string, id: string): Promise<void> {
      await letGo(need(userId, id));
    },

    /** Stops looking after them; they stay where they are, for the next process. */
    async stop(): Promise<void> {
      clearInterval(timer);
      closing.abort(new UserError((words) => words.previews.stopping, { status: 503 }));
      await Promise.allSettled([...all.values()].flatMap(({ uses }) => [...uses]));
    },
  };
}

function wasLetGo(): UserError {
  return new UserError((words) => words.previews.letGo, { status: 404 });
}

function tooMany(): UserError {
  return new UserError((words) => words.previews.tooMany, { status: 429 });
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
