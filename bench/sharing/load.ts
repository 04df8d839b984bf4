import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closable } from '../../e2e/support/closable.ts';
import { startLivekit } from '../../e2e/support/livekit.ts';
import { until } from '../../e2e/support/until.ts';
import { findFfmpeg } from '../../server/ffmpeg/find.ts';
import { ask, leaveOneCore, letGo, startChild } from '../child.ts';
import type { SeveralState, ToSeveral } from '../recording/several.ts';
import { startSeveral } from '../recording/start-several.ts';
import { type Usage, usageOf } from '../usage.ts';
import type { NoShare, SharedTracks } from './sharers.ts';
import { makeTape } from './tape.ts';

export const GIVE_UP_MS = 15_000;
const PICTURE = { width: 1280, height: 720, fps: 30, bitsPerS: null };

/**
 * A LiveKit server, sharers that play a tape, and the embedded recorder, each in a process of its own; the recorder
 * has one core to itself where there are two.
 */
export const openLoad = () =>
  closable(async (onClose) => {
    const folder = await mkdtemp(join(tmpdir(), 'bench-shares-'));
    onClose(() => rm(folder, { recursive: true, force: true }));
    const ffmpegPath = await findFfmpeg(process.env.FFMPEG_PATH);
    const tapeFile = await makeTape(ffmpegPath, folder);
    const core = await leaveOneCore();
    onClose(core.comeBack);
    const livekit = await startLivekit();
    onClose(livekit.close);
    const { url, apiKey, apiSecret } = livekit;
    const order = { livekit: { url, apiKey, apiSecret }, ffmpegPath, tapeFile };
    const sharers = startChild('sharing/sharers.ts', order);
    onClose(() => letGo(sharers));
    const { child: recorder, told } = startSeveral(order, core.prefix);
    onClose(() => letGo(recorder));
    const { complaints } = told;
    let count = 0;
    const waiting = new Map<string, number>();
    const state = () => ask<SeveralState>(recorder, 'state');

    return {
      isAlone: core.prefix.length > 0,
      state,
      usage: (): Promise<Usage> => usageOf(recorder.pid as number),
      /** What the recorder warned of. */
      complaints,
      /** One more share, recorded at once. @returns false when LiveKit takes no more */
      async add(): Promise<boolean> {
        count += 1;
        const tracks = await ask<SharedTracks | NoShare>(sharers, `replay_1_${count}`);
        if ('failed' in tracks) {
          complaints.push(tracks.failed);
          return false;
        }
        const record = { ...tracks, picture: PICTURE, folder: join(folder, String(count), '1') };
        waiting.set(tracks.userId, performance.now());
        recorder.send({ record } satisfies ToSeveral);
        return true;
      },
      /** Waits for the first segment of everybody new. @returns how long the last one took, ms */
      async firstSegments(): Promise<number> {
        let longestMs = 0;
        const all = async () => {
          for (const { userId, newestSegmentAtMs } of (await state()).recordings) {
            const begunMs = waiting.get(userId);
            if (!newestSegmentAtMs || begunMs === undefined) continue;
            waiting.delete(userId);
            longestMs = Math.max(longestMs, performance.now() - begunMs);
          }
          return waiting.size === 0;
        };
        const inTime = until('all are listed', all, { timeoutMs: GIVE_UP_MS, everyMs: 50 });
        return inTime.then(
          () => longestMs,
          () => GIVE_UP_MS,
        );
      },
      /** Ends the recordings. @returns packets that were lost, of all */
      async finish(): Promise<number> {
        await letGo(recorder);
        return told.lost;
      },
    };
  });

export type Load = Awaited<ReturnType<typeof openLoad>>;
