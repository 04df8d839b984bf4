import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTestEgress } from '../e2e/support/egress/test-egress.ts';
import { startLivekit } from '../e2e/support/livekit.ts';
import { openSharers } from '../e2e/support/sharers.ts';
import { until } from '../e2e/support/until.ts';
import { findFfmpeg } from '../server/ffmpeg/find.ts';
import { createLog } from '../server/log.ts';
import { createEgressRecorder } from '../server/recorder/egress/egress.ts';
import { createEmbeddedRecorder } from '../server/recorder/embedded/recorder.ts';
import type { Recorder } from '../server/recorder/recorder.ts';
import { createSessionReader } from '../server/segments/read-session.ts';
import { type Bench, type Figure, plain } from './figure.ts';

const SAMPLES = 40;
const picture = { width: 960, height: 540, fps: 15, bitsPerS: 1_500_000 };

/** How soon a share can be clipped and how old the newest frame on disk is: embedded, and Egress's stand-in. */
export const recorders: Bench = {
  name: 'recorders',
  async measure(say) {
    const segmentsPath = await mkdtemp(join(tmpdir(), 'bench-recorders-'));
    const livekit = await startLivekit();
    const egress = await startTestEgress({ livekit });
    const sharers = await openSharers(livekit);
    const log = createLog('warn');
    const ffmpegPath = await findFfmpeg(process.env.FFMPEG_PATH);
    const encoding = { maxHeight: 720, maxFps: 30, minKbps: 800, maxKbps: 8000 };
    const both: [string, Recorder][] = [
      ['embedded', createEmbeddedRecorder({ livekit, ffmpegPath, windowMs: 1_200_000, log })],
      [
        'egress (stand-in, with the delays of a real one)',
        createEgressRecorder({
          ...{ livekit: { ...livekit, url: egress.url }, segmentsPath, encoding, log },
          readSession: createSessionReader(),
        }),
      ],
    ];

    async function measureOne(name: string, recorder: Recorder): Promise<Figure[]> {
      say(`${name}: sharing`);
      const { roomName, userId, videoTrackId, audioTrackId, stop } = await sharers.share();
      const sharedMs = Date.now();
      const folder = join(segmentsPath, userId, String(sharedMs));
      const tracks = { roomName, userId, videoTrackId, audioTrackId };
      const { egressId } = await recorder.start({ ...tracks, picture, folder });
      const newest = async () => (await recorder.list(roomName))[0]?.newestSegmentAtMs ?? null;
      await until('the first segment is listed', newest, { timeoutMs: 40_000 });
      const firstMs = Date.now() - sharedMs;
      const ages: number[] = [];
      for (let i = 0; i < SAMPLES; i += 1) {
        // Not in step with the segments.
        await sleep(330);
        const at = await newest();
        if (at !== null) ages.push(Date.now() - at);
      }
      await recorder.stop(egressId);
      await stop();
      ages.sort((a, b) => a - b);
      const of = (what: string) => `${what}, ${name}`;
      return [
        plain(of('share to first playable segment'), firstMs, 'ms'),
        plain(of('age of the newest listed frame, median'), ages[ages.length >> 1] ?? 0, 'ms'),
        plain(of('age of the newest listed frame, worst'), ages.at(-1) ?? 0, 'ms'),
      ];
    }

    try {
      const figures: Figure[] = [];
      for (const [name, recorder] of both) figures.push(...(await measureOne(name, recorder)));
      return figures;
    } finally {
      for (const [, recorder] of both) await recorder.close();
      await sharers.close();
      await egress.close();
      await livekit.close();
      await rm(segmentsPath, { recursive: true, force: true });
    }
  },
};
