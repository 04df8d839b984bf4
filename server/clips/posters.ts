import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../log.ts';
import type { ClipLibrary } from './library.ts';
import { makePoster } from './poster.ts';
import type { RenderQueue } from './render-queue.ts';

/** The posters of the clips in the library: made behind their owners' backs, or when somebody asks. */
export type Posters = ReturnType<typeof createPosters>;

export function createPosters(parts: {
  clips: Pick<ClipLibrary, 'get' | 'files' | 'addPoster'>;
  queue: Pick<RenderQueue, 'run'>;
  /** For files that are nobody's after a restart. */
  tempPath: string;
  ffmpegPath: string;
  log: Log;
}) {
  const { clips, queue, tempPath, ffmpegPath, log } = parts;
  const closing = new AbortController();
  /** Those that are being made, by clip. */
  const underWay = new Map<string, Promise<boolean>>();

  async function make(id: string): Promise<boolean> {
    const clip = await clips.get(id);
    if (!clip) return false;
    if (clip.poster) return true;
    const workDir = join(tempPath, `poster-${id}`);
    const outFile = join(workDir, 'poster.jpg');
    const { signal } = closing;
    try {
      // Together they are one more person in the queue: nobody's next clip waits for their posters.
      await queue.run({ by: 'posters', signal }, async () => {
        await mkdir(workDir, { recursive: true });
        const { durationMs, width, height } = clip;
        const size = { durationMs, width, height };
        const file = await clips.files.reach(id, workDir);
        await makePoster({ file, ...size, outFile, ffmpegPath, signal });
      });
      return await clips.addPoster(id, outFile);
    } finally {
      await rm(workDir, { recursive: true, force: true });
    }
  }

  return {
    /** Whether a clip has a poster, which is made first where it has none. Not without clip, or when it failed. */
    async of(id: string): Promise<boolean> {
      if (closing.signal.aborted) return false;
      let made = underWay.get(id);
      if (!made) {
        made = make(id)
          .catch((err) => {
            if (!closing.signal.aborted) log.warn({ err, clipId: id }, 'no poster could be made');
            return false;
          })
          .finally(() => underWay.delete(id));
        underWay.set(id, made);
      }
      return made;
    },

    async close(): Promise<void> {
      closing.abort();
      await Promise.all(underWay.values());
    },
  };
}
