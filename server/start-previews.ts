import type { AskMember } from './auth/members.ts';
import { mayPreview } from './clips/may-keep.ts';
import type { RenderQueue } from './clips/render-queue.ts';
import type { Config } from './config.ts';
import type { Log } from './log.ts';
import { createPreviewHomes } from './previews/homes.ts';
import { openPreviews } from './previews/previews.ts';
import type { Clipping } from './start-clips.ts';
import type { OnClose, OwnProcess } from './start-process.ts';
import type { Recorded } from './start-segments.ts';

/** The previews that are open in this process, and where the others are. */
export async function startPreviews(
  config: Config,
  parts: {
    own: Pick<OwnProcess, 'store' | 'processes' | 'previewsPath'>;
    recorded: Pick<Recorded, 'segments' | 'voice'>;
    clipping: Pick<Clipping, 'clips' | 'marks'>;
    queue: RenderQueue;
    people: { isMember: AskMember };
    ffmpegPath: string;
    log: Log;
  },
  onClose: OnClose,
) {
  const { queue, ffmpegPath, log } = parts;
  const { store, processes, previewsPath } = parts.own;
  const { segments, voice } = parts.recorded;
  const { clips, marks } = parts.clipping;
  const { isMember } = parts.people;
  const { windowMs, previewLongestMs: longestMs } = config;
  const previews = await openPreviews({
    ...{ segments, voice, clips, marks, queue, ffmpegPath, log },
    ...{ windowMs, previewsPath, longestMs },
    maySee: (userId, clip) => mayPreview(userId, clip, isMember),
  });
  onClose(previews.stop);
  return { previews, previewHomes: createPreviewHomes(store, processes, longestMs) };
}
