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
/** What took few bits as it was shared is easy: it does with this part of them before it has to be smaller. */
const EASY_PART = 1 / 3;
/** Fewer than these have nothing left that moves; below, it is the encoder's own overhead. */
const EASIEST_BITS = 0.006;
/** The encoder aims at an average and lands up to 4 % above it where it gets harder towards the end. */
const AIM = 0.95;
/** What the index takes for a picture and for a second of sound, bytes. */
const INDEX_BYTES = { base: 3000, picture: 20, soundSecond: 250 };
/** Sound gets at most this part of the whole; below, it is encoded again. */
const SOUND_PART = 0.22;
const SOUND_BITRATES = [96_000, 64_000, 48_000, 32_000];

export interface FitSource {
  maxBytes: number;
  durationMs: number;
  width: number;
  height: number;
  /** When each picture is shown, ms. */
  frameTimes: number[];
  /** Of the sound as it is; 0 without. */
  audioBytes: number;
  /** Of the pictures as they are. */
  videoBytes: number;
}

/** @returns null when nothing watchable fits */
export function planFit(clip: FitSource): FitPlan | null {
  const { durationMs, width, height, frameTimes, audioBytes, videoBytes } = clip;
  const seconds = durationMs / 1000;
  const { base, picture, soundSecond } = INDEX_BYTES;
  const index = base + picture * frameTimes.length + (audioBytes > 0 ? soundSecond * seconds : 0);
  const bitrate = ((clip.maxBytes - index) * 8 * AIM) / seconds;
  const sound = planSound((audioBytes * 8) / seconds, bitrate);
  const videoBitrate = Math.floor(bitrate - sound.takes);
  const sourceBits = (videoBytes * 8) / (width * height * frameTimes.length);
  const easy = Math.max(EASIEST_BITS, sourceBits * EASY_PART);
  for (const [scale, maxFps] of STEPS) {
    const size = { width: even(width * scale), height: even(height * scale) };
    const fps = countUpTo(frameTimes, maxFps) / seconds;
    const bits = videoBitrate / (size.width * size.height * fps);
    const last = scale === STEPS.at(-1)?.[0] && maxFps === STEPS.at(-1)?.[1];
    if (bits >= Math.min(last ? LEAST_BITS : GOOD_BITS, easy)) {
      return { ...size, maxFps, videoBitrate, audioBitrate: sound.bitrate };
    }
  }
  return null;
}

/** How long a part of the clip fits and is watchable, ms; whole seconds. */
export function longestThatFits(clip: FitSource): number {
  const { durationMs, frameTimes, audioBytes, videoBytes } = clip;
  const fits = (seconds: number) => {
    const part = (seconds * 1000) / durationMs;
    return planFit({
      ...clip,
      durationMs: seconds * 1000,
      frameTimes: frameTimes.filter((time) => time < seconds * 1000),
      audioBytes: audioBytes * part,
      videoBytes: videoBytes * part,
    });
  };
  let [good, bad] = [0, Math.ceil(durationMs / 1000)];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (fits(middle)) good = middle;
    else bad = middle;
  }
  return good * 1000;
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
