import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cutClip } from '../clips/cut.ts';
import { type Clip, createClipLibrary } from '../clips/library.ts';
import { mayPreview } from '../clips/may-keep.ts';
import { createRenderQueue } from '../clips/render-queue.ts';
import { type Material, type MaterialRequest, makeSegments } from '../clips/test-material.ts';
import { findFfmpeg } from '../ffmpeg/find.ts';
import { createLog } from '../log.ts';
import { createMarks } from '../marks/marks.ts';
import { createSegmentLibrary } from '../segments/library.ts';
import { PLAYLIST_FILE, renderPlaylist } from '../segments/playlist.ts';
import type { Segment } from '../segments/range.ts';
import { openStore } from '../store/open.ts';
import { openPreviews, type Previews } from './previews.ts';

/** For tests: whose buffer it is. */
export const ADA = '1';
const WINDOW_MS = 20 * 60_000;
/** For tests: how long a preview may be open. */
export const LONGEST_MS = 3600_000;

/**
 * For tests: previews over real files, a real store and real ffmpeg, with a clock that is moved by hand.
 * @param elsewhere where what is recorded lies, on another disk maybe
 */
export async function openTestPreviews(now: () => number, elsewhere?: string) {
  const folder = await mkdtemp(join(tmpdir(), 'hindsight-previews-'));
  const [segmentsPath, clipsPath] = [join(elsewhere ?? folder, 'segments'), join(folder, 'clips')];
  const previewsPath = join(folder, 'previews');
  await mkdir(clipsPath);
  const log = createLog('silent');
  const ffmpegPath = await findFfmpeg();
  const store = await openStore({ dataDir: folder }, log);
  const clips = createClipLibrary({ store, clipsPath });
  const marks = createMarks({ store, windowMs: WINDOW_MS, now });
  const segments = createSegmentLibrary({ segmentsPath, windowMs: WINDOW_MS, now });
  const queue = createRenderQueue(1);
  const said: Segment[] = [];
  const voice = { within: async () => said };
  const opened: Previews[] = [];

  /** Another process over the same folders. */
  async function start(): Promise<Previews> {
    const previews = await openPreviews({
      ...{ segments, voice, clips, marks, queue, ffmpegPath, log, now },
      ...{ windowMs: WINDOW_MS, longestMs: LONGEST_MS, previewsPath },
      maySee: (userId, clip) => mayPreview(userId, clip, async () => !away.has(userId)),
    });
    opened.push(previews);
    return previews;
  }

  /** Who left the server of the clips. */
  const away = new Set<string>();
  let taken = 0;

  return {
    ...{
      folder,
      segmentsPath,
      previewsPath,
      clipsPath,
      segments,
      said,
      clips,
      marks,
      queue,
      ffmpegPath,
      log,
    },
    ...{ start, away },

    /** A range of Ada's preview, taken into a folder of its own. */
    async take(previews: Previews, id: string, fromMs: number, toMs: number) {
      const workDir = join(folder, `taken-${++taken}`);
      return { ...(await previews.rangeOf(ADA, id, { fromMs, toMs }, workDir)), workDir };
    },

    /** Something that Ada has shared. */
    async record(
      request: Omit<MaterialRequest, 'folder' | 'ffmpegPath'>,
      userId = ADA,
    ): Promise<Material> {
      const session = join(segmentsPath, userId, String(request.startMs));
      const made = await makeSegments({ ...request, folder: session, ffmpegPath });
      const listed = made.segments.map(({ file, startMs, durationMs }) => ({
        uri: file.slice(session.length + 1),
        ...{ startMs, durationMs, discontinuity: false },
      }));
      const playlist = { mediaSequence: 0, segments: listed, ended: true };
      await writeFile(join(session, PLAYLIST_FILE), renderPlaylist(playlist));
      return made;
    },

    /** A clip in the library. */
    async keepClip(
      id: string,
      range: { segments: Segment[]; fromMs: number; toMs: number },
      change: Partial<Clip> = {},
    ): Promise<Clip> {
      const made = await cutClip({
        ...{ ...range, outFile: clips.file(id), workDir: folder, ffmpegPath, log },
      });
      const { fromMs, toMs, durationMs, clock, bytes, width, height } = made;
      const clip: Clip = {
        ...{ id, ownerId: ADA, requesterId: ADA, guildId: '10', channelId: '20', title: 'Ace' },
        ...{ fromMs, toMs, durationMs, clock, bytes, width, height, createdAtMs: now() },
        ...{ visibility: 'private' as const, ...change },
      };
      await clips.save(clip);
      return clip;
    },

    async close(): Promise<void> {
      for (const previews of opened) await previews.stop();
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

export type TestPreviews = Awaited<ReturnType<typeof openTestPreviews>>;
