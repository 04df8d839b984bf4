import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ALL_FORMATS, EncodedPacketSink, FilePathSource, Input } from 'mediabunny';
import { lookAt } from '../../../server/clips/media/h264.ts';
import { readTs } from '../../../server/clips/media/ts.ts';
import { createLog } from '../../../server/log.ts';
import { PlaylistWriter } from '../../../server/recorder/embedded/segments/playlist-writer.ts';
import { Segmenter } from '../../../server/recorder/embedded/segments/segmenter.ts';

const START_MS = 1_790_000_000_000;
/** ffmpeg writes one before each picture; what comes by RTP has none. */
const DELIMITER_BYTES = 6;

/**
 * Has the embedded recorder write segments and playlist of what was encoded: H.264 in MPEG-TS, Opus in anything that
 * holds packets. What comes before, packets that are put in order and brought onto one line of time, is left out.
 */
export async function recordTape(options: {
  pictures: string;
  size: [width: number, height: number];
  sound: string | null;
  /** Of the line of time, which begins anew with each share. */
  fromMs: number;
  folder: string;
  ffmpegPath: string;
}): Promise<void> {
  const { pictures, sound, fromMs, folder, ffmpegPath } = options;
  await mkdir(folder, { recursive: true });
  const playlist = new PlaylistWriter(folder, 3_600_000);
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  const segmenter = new Segmenter({
    ffmpegPath,
    playlist,
    log: createLog('silent'),
    onSlow: (words) => failed.reject(new Error(words)),
    onFailed: failed.reject,
  });
  const [width, height] = options.size;
  const opus = sound ? await opusPackets(sound) : [];
  const { video } = await readTs(pictures);
  const originTicks = video[0]?.pts ?? 0;
  const hear = (untilMs: number) => {
    while (opus[0] && opus[0].ms < untilMs) {
      segmenter.sound(opus[0].data, fromMs + opus[0].ms);
      opus.shift();
    }
  };
  for (const { pts, data } of video) {
    const ms = (pts - originTicks) / 90;
    hear(ms);
    const { key: keyframe } = lookAt(data);
    const frame = { timestamp: pts, arrivalMs: ms, afterGap: false, width, height, keyframe };
    const bytes = data.subarray(DELIMITER_BYTES);
    segmenter.picture({ ...frame, data: bytes }, fromMs + ms, () => START_MS + ms);
    // Faster than any share, and still no slow disk.
    while (playlist.waiting.bytes > 0) await Promise.race([sleep(1), failed.promise]);
  }
  hear(Number.POSITIVE_INFINITY);
  await Promise.race([segmenter.finish(), failed.promise]);
  await playlist.end();
}

async function opusPackets(file: string): Promise<{ ms: number; data: Buffer }[]> {
  using input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(file) });
  const track = await input.getPrimaryAudioTrack();
  if (!track) throw new Error(`${file} has no sound`);
  const packets: { ms: number; data: Buffer }[] = [];
  for await (const { timestamp, data } of new EncodedPacketSink(track).packets()) {
    // As a browser's, they follow one another without a break; the first one's time is the encoder's delay, below 0.
    packets.push({ ms: Math.max(0, Math.round(timestamp * 50) * 20), data: Buffer.from(data) });
  }
  return packets;
}
