import { createButtonWatch } from './clips/button-watch.ts';
import { createClipLinks } from './clips/clip-link.ts';
import { createClipLibrary } from './clips/library.ts';
import { openClipMaker } from './clips/open-maker.ts';
import { createPosters } from './clips/posters.ts';
import { createRenderQueue } from './clips/render-queue.ts';
import { createSaveClip } from './clips/save.ts';
import type { Config } from './config.ts';
import type { Log } from './log.ts';
import { createMarks } from './marks/marks.ts';
import type { Metrics } from './metrics.ts';
import type { OnClose, OwnProcess } from './start-process.ts';
import type { Recorded } from './start-segments.ts';
import type { OwnStorage } from './start-storage.ts';
import { migrate } from './store/version.ts';

/** A clip's record and lists are changed in less, ms: the process before this one may be ending yet. */
const CHANGED_MS = 1000;

/** The library of clips, and what makes them. */
export type Clipping = Awaited<ReturnType<typeof startClips>>;

/** Brings the library up to date, and opens what makes clips and their posters. */
export async function startClips(
  config: Config,
  parts: {
    own: Pick<OwnProcess, 'store' | 'secret' | 'tempPath'>;
    storage: Pick<OwnStorage, 'clipFiles' | 'handed'>;
    recorded: Pick<Recorded, 'segments' | 'voice' | 'shares'>;
    publicUrl: string;
    ffmpegPath: string;
    metrics: Metrics;
    log: Log;
  },
  onClose: OnClose,
) {
  const { store, secret, tempPath } = parts.own;
  const { clipFiles, handed } = parts.storage;
  const { segments, voice, shares } = parts.recorded;
  const { publicUrl, ffmpegPath, metrics, log } = parts;

  const clips = createClipLibrary({ store, clipsPath: config.clipsPath, files: clipFiles });
  if (config.roles.includes('server')) await migrate({ store, clips, log });
  // Others may be at work on what is not finished; then the cleaner does it.
  if (!store.isShared) {
    await clips.finishChanges(CHANGED_MS).catch((err) => {
      log.warn({ err }, 'a change of a clip that was broken off is not finished yet');
    });
  }
  const marks = createMarks({ store, windowMs: config.windowMs });
  const queue = metrics.timing(createRenderQueue(config.renderSlots));
  const maker = await openClipMaker(config, {
    ...{ segments, voice, shares, clips, marks, queue, tempPath, ffmpegPath, log },
    ...(handed && { files: handed }),
  });
  onClose(maker.close);
  const posters = createPosters({ clips, queue, tempPath, ffmpegPath, log });
  onClose(posters.close);
  return {
    ...{ clips, marks, queue, clipMaker: maker.clipMaker, posters },
    clipLinks: createClipLinks({ secret, publicUrl }),
    saveClip: createSaveClip({ store, clips }),
    buttonWatch: createButtonWatch(store),
  };
}
