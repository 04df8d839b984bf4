import { rm } from 'node:fs/promises';
import { ALL_FORMATS, EncodedPacketSink, FilePathSource, Input } from 'mediabunny';
import { runFfmpeg } from '../ffmpeg/render.ts';
import { KEYFRAMES_APART } from './fit-plan.ts';

/** What the pictures of a clip ask for when each is encoded about as coarsely as is still good, bit/s. */
export interface Demand {
  /** At their own size, every one of them. */
  whole: number;
  /** At three quarters of the width and height. */
  smaller: number;
}

export interface DemandRequest {
  file: string;
  durationMs: number;
  /** When each picture is shown, and each of those that decoding can begin with, ms. */
  frameTimes: number[];
  keyTimes: number[];
  /** Temporary; gone afterwards. */
  workFile: string;
  ffmpegPath: string;
  signal?: AbortSignal | undefined;
}

/** Pictures of a sample, and how many samples: one in so many seconds, but enough, and never many. */
const PICTURES = 8;
const SAMPLES = { everyS: 5, least: 3, most: 12 };

/**
 * Encodes a few pictures here and there as fast as can be, at two sizes, to see what they take. A clip of 20 s is
 * sampled at a twentieth, a long one at next to nothing.
 */
export async function measureDemand(request: DemandRequest): Promise<Demand> {
  const { file, durationMs, frameTimes, workFile, ffmpegPath, signal } = request;
  const starts = sampleStarts(request);
  const input = starts.map((ms) => ({
    ...{ file, kind: 'mp4' as const },
    options: sampleOptions(frameTimes, ms),
  }));
  const heads = starts.map((_, i) => `[${i}:v]trim=end_frame=${PICTURES},setpts=N/30/TB[s${i}]`);
  const filter = [
    ...heads,
    `${starts.map((_, i) => `[s${i}]`).join('')}concat=n=${starts.length},split[whole][same]`,
    '[same]scale=trunc(iw*3/8)*2:trunc(ih*3/8)*2[smaller]',
  ].join(';');
  try {
    await runFfmpeg({
      ...{ ffmpegPath, signal, input },
      output: {
        file: workFile,
        options: [
          ...['-filter_complex', filter, '-map', '[whole]', '-map', '[smaller]'],
          // Or pictures of a slow page would be left out, and the groups begin elsewhere.
          ...['-fps_mode', 'passthrough', '-enc_time_base', '1:90000'],
          ...['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '34', '-pix_fmt', 'yuv420p'],
          ...['-x264-params', `keyint=${PICTURES}:min-keyint=${PICTURES}`, '-f', 'mp4'],
        ],
      },
    });
    const pictures = starts.length * Math.min(PICTURES, frameTimes.length);
    const [whole = 0, smaller = 0] = await readTracks(workFile, pictures);
    const perS = frameTimes.length / (durationMs / 1000);
    return { whole: whole * perS, smaller: smaller * perS };
  } finally {
    await rm(workFile, { force: true });
  }
}

function sampleStarts({ durationMs, frameTimes, keyTimes }: DemandRequest): number[] {
  // Nothing but whole samples.
  const last = frameTimes.at(-PICTURES) ?? frameTimes[0] ?? 0;
  const possible = keyTimes.filter((ms) => ms <= last);
  if (possible.length === 0) return [0];
  const wanted = Math.round(durationMs / 1000 / SAMPLES.everyS);
  const count = Math.max(SAMPLES.least, Math.min(SAMPLES.most, wanted));
  const chosen = Array.from({ length: count }, (_, i) => {
    return possible[Math.floor(((i + 0.5) * possible.length) / count)] as number;
  });
  return [...new Set(chosen)];
}

/** From a keyframe on, and far enough that all its pictures are read, whatever is rounded. */
function sampleOptions(frameTimes: number[], fromMs: number): string[] {
  const first = frameTimes.findIndex((ms) => ms >= fromMs);
  const end = frameTimes[first + PICTURES] ?? fromMs + 1e6;
  const seconds = (ms: number) => (ms / 1000).toFixed(6);
  const seek = ['-noaccurate_seek', '-ss', seconds(fromMs + 1)];
  // There are a dozen at once: with threads for each, their memory would add up.
  return ['-threads', '1', ...seek, '-t', seconds(end - fromMs + 1)];
}

/** Bits a picture of each track, with its part of the keyframes there will be. @throws Error when pictures are missing */
async function readTracks(file: string, pictures: number): Promise<number[]> {
  using input = new Input({ formats: ALL_FORMATS, source: new FilePathSource(file) });
  const found: number[] = [];
  for (const track of await input.getVideoTracks()) {
    const bits = { key: 0, delta: 0 };
    const count = { key: 0, delta: 0 };
    const sink = new EncodedPacketSink(track);
    for await (const packet of sink.packets(undefined, undefined, { metadataOnly: true })) {
      bits[packet.type] += packet.byteLength * 8;
      count[packet.type]++;
    }
    if (count.key + count.delta !== pictures) {
      throw new Error(`${pictures} pictures were to be sampled, not ${count.key + count.delta}`);
    }
    const delta = bits.delta / Math.max(1, count.delta);
    found.push(delta + bits.key / Math.max(1, count.key) / KEYFRAMES_APART);
  }
  return found;
}
