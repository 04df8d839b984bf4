import type { Demand } from './fit-demand.ts';

export interface FitPlan {
  width: number;
  height: number;
  /** Pictures that come sooner after one another than this allows are left out; null keeps all. */
  maxFps: number | null;
  /** Bit/s. */
  videoBitrate: number;
  /** How far the encoder may be off that on its way, part of what the whole of the clip takes. */
  tolerance: number;
  /** Bit/s; null copies the sound as it is (or there is none). */
  audioBitrate: number | null;
}

/** Part of the width and height, and most frames a second; null keeps all. */
export type Step = [scale: number, maxFps: number | null];

/** How a kind of pictures gives way: see docs/clips.md. */
interface Ladder {
  steps: Step[];
  /** Part of the demand: with less, a step further down is better. */
  good: number;
  /** Bits a pixel: with less on the last step, it isn't worth watching. */
  leastBits: number;
  /** Of FitPlan. */
  tolerance: number;
  /** Part of the limit that is aimed at, so that hardly ever more comes out. */
  aim: number;
}

/** Films and games: coarse at full size they are worse than smaller and clean. */
const MOVING: Ladder = {
  steps: [
    [1, null],
    [1, 30],
    [3 / 4, 30],
    [2 / 3, 30],
    [1 / 2, 30],
    [1 / 2, 15],
    [3 / 8, 15],
    [1 / 4, 15],
    [1 / 4, 10],
  ],
  good: 0.27,
  leastBits: 0.07,
  tolerance: 0.04,
  // Where a clip gets harder all the time, x264 comes out up to 6 % above its average.
  aim: 0.935,
};
/**
 * Text: it stands far coarser than it stands being scaled, and at three quarters it even takes more. A keyframe takes
 * as much as seconds of it; held to its average, the encoder would have what follows pay for that.
 */
const TEXT: Ladder = {
  steps: [
    [1, null],
    [1, 30],
    [1 / 2, 30],
    [1 / 2, 15],
    [1 / 2, 10],
  ],
  good: 0.1,
  leastBits: 0.05,
  tolerance: 0.1,
  aim: 0.955,
};
/** What takes more than this part at three quarters of the size is text: pixels alone would make it 0.56. */
const TEXT_PART = 0.68;
/** How the demand falls with the scale and with the number of pictures: fewer differ more from one another. */
const POWERS = { scale: 1.75, pictures: 0.6 };
/** Bits a pixel that are good enough for anything: the demand of pure noise has no end. */
const ENOUGH_BITS = 0.06;
/** Pictures from one keyframe to the next at most: few jump about in a clip, and one takes as much as many others. */
export const KEYFRAMES_APART = 500;
/** With this part of what it takes as it is, no clip looks much worse. */
const NEARLY_ALL = 0.5;
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
  /** Needed where it has to give way only. */
  demand: Demand | null;
}

/** Whether a clip may have to get smaller, not only coarser: otherwise its demand need not be known. */
export function givesWay(clip: Omit<FitSource, 'demand'>): boolean {
  const asIs = (clip.videoBytes * 8) / (clip.durationMs / 1000);
  return planBitrates(clip, MOVING.aim).videoBitrate < NEARLY_ALL * asIs;
}

/** @returns null when nothing watchable fits */
export function planFit(clip: FitSource): FitPlan | null {
  const { durationMs, width, height, frameTimes, demand } = clip;
  const isText = demand !== null && demand.smaller > demand.whole * TEXT_PART;
  const { steps, good, leastBits, tolerance, aim } = isText ? TEXT : MOVING;
  const bitrates = planBitrates(clip, aim);
  if (!demand || !givesWay(clip)) return { width, height, maxFps: null, ...bitrates, tolerance };
  const pixelsAt = ([scale, maxFps]: Step) => {
    const size = { width: even(width * scale), height: even(height * scale) };
    const perS = countUpTo(frameTimes, maxFps) / (durationMs / 1000);
    return { size, pixels: size.width * size.height * perS };
  };
  const last = steps.at(-1) as Step;
  if (bitrates.videoBitrate < pixelsAt(last).pixels * leastBits) return null;
  const isEnough = (step: Step) => {
    const needed = demandAt(step, demand, frameTimes) * good;
    return bitrates.videoBitrate >= Math.min(needed, pixelsAt(step).pixels * ENOUGH_BITS);
  };
  const step = steps.find(isEnough) ?? last;
  return { ...pixelsAt(step).size, maxFps: step[1], ...bitrates, tolerance };
}

function planBitrates(clip: Omit<FitSource, 'demand'>, aim: number) {
  const { durationMs, frameTimes, audioBytes, maxBytes } = clip;
  const seconds = durationMs / 1000;
  const { base, picture, soundSecond } = INDEX_BYTES;
  const index = base + picture * frameTimes.length + (audioBytes > 0 ? soundSecond * seconds : 0);
  const bitrate = ((maxBytes - index) * 8 * aim) / seconds;
  const sound = planSound((audioBytes * 8) / seconds, bitrate);
  return { videoBitrate: Math.floor(bitrate - sound.takes), audioBitrate: sound.bitrate };
}

/** What the pictures ask for on a step, bit/s. */
function demandAt([scale, maxFps]: Step, demand: Demand, frameTimes: number[]): number {
  const kept = countUpTo(frameTimes, maxFps) / frameTimes.length;
  return demand.whole * scale ** POWERS.scale * kept ** POWERS.pictures;
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
