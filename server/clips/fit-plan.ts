export interface FitPlan {
  width: number;
  height: number;
  /** Pictures that come sooner after one another than this allows are left out; null keeps all. */
  maxFps: number | null;
  /** Bit/s. */
  videoBitrate: number;
  /** Bit/s; null copies the sound as it is (or there is none). */
  audioBitrate: number | null;
}

/** From the best to the least that one would still want to watch: part of the size, most frames a second. */
const STEPS: [scale: number, maxFps: number | null][] = [
  [1, null],
  [1, 30],
  [3 / 4, 30],
  [2 / 3, 30],
  [1 / 2, 30],
  [1 / 2, 20],
  [1 / 2, 15],
  [3 / 8, 15],
  [1 / 4, 15],
  [1 / 4, 10],
];
/** Bits a pixel below which screens smear; below the second even the least step is hopeless. */
const GOOD_BITS = 0.035;
const LEAST_BITS = 0.02;
/** The encoder aims at an average and lands a few percent around it. */
const AIM = 0.95;
/** What the index takes for a picture and for a second of sound, bytes. */
const INDEX_BYTES = { base: 3000, picture: 20, soundSecond: 250 };
/** Sound gets at most this part of the whole; below, it is encoded again. */
const SOUND_PART = 0.22;
const SOUND_BITRATES = [96_000, 64_000, 48_000, 32_000];

/** @returns null when nothing watchable fits */
export function planFit(clip: {
  maxBytes: number;
  durationMs: number;
  width: number;
  height: number;
  /** When each picture is shown, ms. */
  frameTimes: number[];
  /** Of the sound as it is; 0 without. */
  audioBytes: number;
}): FitPlan | null {
  const { durationMs, width, height, frameTimes, audioBytes } = clip;
  const seconds = durationMs / 1000;
  const { base, picture, soundSecond } = INDEX_BYTES;
  const index = base + picture * frameTimes.length + (audioBytes > 0 ? soundSecond * seconds : 0);
  const bitrate = ((clip.maxBytes - index) * 8 * AIM) / seconds;
  const sound = planSound((audioBytes * 8) / seconds, bitrate);
  const videoBitrate = Math.floor(bitrate - sound.takes);
  for (const [scale, maxFps] of STEPS) {
    const size = { width: even(width * scale), height: even(height * scale) };
    const fps = countUpTo(frameTimes, maxFps) / seconds;
    const bits = videoBitrate / (size.width * size.height * fps);
    const last = scale === STEPS.at(-1)?.[0] && maxFps === STEPS.at(-1)?.[1];
    if (bits >= (last ? LEAST_BITS : GOOD_BITS)) {
      return { ...size, maxFps, videoBitrate, audioBitrate: sound.bitrate };
    }
  }
  return null;
}

function planSound(asIs: number, whole: number): { bitrate: number | null; takes: number } {
  if (asIs <= whole * SOUND_PART) return { bitrate: null, takes: asIs };
  const bitrate =
    SOUND_BITRATES.find((rate) => rate < asIs && rate <= whole * SOUND_PART) ??
    (SOUND_BITRATES.at(-1) as number);
  return { bitrate, takes: bitrate };
}

/** How many pictures are left by the filter that `maxFps` stands for. */
function countUpTo(frameTimes: number[], maxFps: number | null): number {
  if (maxFps === null) return frameTimes.length;
  let count = 0;
  let previous = Number.NEGATIVE_INFINITY;
  for (const time of frameTimes) {
    if (time - previous < leastDistanceMs(maxFps)) continue;
    previous = time;
    count++;
  }
  return count;
}

/** Well under the frame's time: clocks jitter, and a picture is not to go for that. */
export function leastDistanceMs(maxFps: number): number {
  return 700 / maxFps;
}

function even(pixels: number): number {
  return Math.max(2, Math.round(pixels / 2) * 2);
}
