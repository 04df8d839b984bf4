import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readClip } from '../e2e/support/clock.ts';
import { closable } from '../e2e/support/closable.ts';
import { joinSegments } from '../e2e/support/join-segments.ts';
import { delayMs, soundLateMs } from '../e2e/support/laws.ts';
import { startLivekit } from '../e2e/support/livekit.ts';
import { openSharers } from '../e2e/support/sharers.ts';
import { until } from '../e2e/support/until.ts';
import { findFfmpeg } from '../server/ffmpeg/find.ts';
import { PLAYLIST_FILE, parsePlaylist } from '../server/segments/playlist.ts';
import { letGo } from './child.ts';
import { atMost, type Bench, median, plain, slope } from './figure.ts';
import type { ToSeveral } from './recording/several.ts';
import { startSeveral } from './recording/start-several.ts';
import { usageOf } from './usage.ts';

/** Enough to compare an end with a beginning. */
const LEAST_MINUTES = 15;
const MINUTES = Math.max(LEAST_MINUTES, Number(process.env.LONG_SHARE_MINUTES ?? 60));
/** A segment and its sound; older, and it is not recorded any more. */
const FRESH_MS = 10_000;
/** Until then caches fill. */
const SETTLED_MINUTES = 5;
/** How many segments are decoded each time, and how often, minutes. */
const DECODED = 10;
const DECODE_EVERY = 5;
const PICTURE = { width: 960, height: 540, fps: 15, bitsPerS: null };

/** A real share for an hour: whether memory grows, and whether its pictures and its sound stay where they belong. */
export const longShare: Bench = {
  name: 'long-share',
  byNameOnly: true,
  async measure(say) {
    const stage = await openStage();
    try {
      const memory: { minute: number; mb: number }[] = [];
      const times: { delay: number; sound: number }[] = [];
      let marked = 0;
      for (let minute = 1; minute <= MINUTES; minute++) {
        await sleep(60_000);
        memory.push({ minute, mb: (await stage.usage()).memoryMb });
        if (minute % DECODE_EVERY !== 0) continue;
        const { delay, sound, discontinuities } = await stage.decodeNewest();
        times.push({ delay, sound });
        marked = Math.max(marked, discontinuities);
        const at = `${delay.toFixed(1)} ms late, sound ${sound.toFixed(1)} ms behind its picture`;
        say(`${minute} min: ${memory.at(-1)?.mb.toFixed(0)} MB; pictures ${at}`);
      }
      const lost = await stage.finish();
      const settled = memory.filter(({ minute }) => minute > SETTLED_MINUTES);
      const perMinute = slope(
        settled.map(({ minute }) => minute),
        settled.map(({ mb }) => mb),
      );
      const delays = times.map(({ delay }) => delay);
      const sounds = times.map(({ sound }) => sound);
      return [
        plain('long-share: length', MINUTES, 'min'),
        plain('long-share: memory at its end', memory.at(-1)?.mb ?? 0, 'MB'),
        atMost('long-share: memory grows by', perMinute * 60, 'MB/h', 10),
        atMost('long-share: pictures drift by', drift(delays), 'ms', 40),
        plain('long-share: pictures, latest less earliest', span(delays), 'ms'),
        atMost('long-share: sound drifts by', drift(sounds), 'ms', 40),
        // Chromium's capture wanders by some 50 ms within minutes.
        plain('long-share: sound, latest less earliest', span(sounds), 'ms'),
        atMost('long-share: breaks', marked, '', 0),
        atMost('long-share: packets lost', lost, '', 0),
      ];
    } finally {
      await stage.close();
    }
  },
};

const span = (values: number[]) => Math.max(...values) - Math.min(...values);

/** From the first half to the second, by their medians. */
function drift(values: number[]): number {
  const middle = values.length >> 1;
  return Math.abs(median(values.slice(middle)) - median(values.slice(0, middle)));
}

const openStage = () =>
  closable(async (onClose) => {
    const root = await mkdtemp(join(tmpdir(), 'bench-long-share-'));
    onClose(() => rm(root, { recursive: true, force: true }));
    const livekit = await startLivekit();
    onClose(livekit.close);
    const sharers = await openSharers(livekit);
    onClose(sharers.close);
    const ffmpegPath = await findFfmpeg(process.env.FFMPEG_PATH);
    const { child: recorder, told } = startSeveral({ livekit, ffmpegPath });
    onClose(() => letGo(recorder));
    const { roomName, userId, videoTrackId, audioTrackId } = await sharers.share();
    const folder = join(root, userId, String(Date.now()));
    const tracks = { roomName, userId, videoTrackId, audioTrackId };
    recorder.send({ record: { ...tracks, picture: PICTURE, folder } } satisfies ToSeveral);
    const segments = async () => {
      const text = await readFile(join(folder, PLAYLIST_FILE), 'utf8').catch(() => '');
      return parsePlaylist(text)?.segments ?? [];
    };
    await until('it is recorded', async () => (await segments()).length > 0, { timeoutMs: 30_000 });

    return {
      usage: () => usageOf(recorder.pid as number),
      async decodeNewest() {
        const all = await segments();
        const newest = all.slice(-DECODED);
        const last = newest.at(-1);
        const endMs = last ? last.startMs + last.durationMs : 0;
        if (Date.now() - endMs > FRESH_MS) throw new Error('nothing is recorded any more');
        const file = await joinSegments(
          folder,
          newest.map(({ uri }) => uri),
        );
        const clip = await readClip(file, { ffmpegPath });
        return {
          delay: delayMs(clip, newest[0]?.startMs ?? 0),
          sound: soundLateMs(clip),
          discontinuities: all.filter(({ discontinuity }) => discontinuity).length,
        };
      },
      /** @returns packets that were lost */
      async finish() {
        await letGo(recorder);
        return told.lost;
      },
    };
  });
