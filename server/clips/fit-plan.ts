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
  /** Bit/s that it may take for a while; null where that needs no bound. */
  peakBitrate: number | null;
  /** Bit/s; null copies the sound as it is (or there is none). */
  audioBitrate: number | null;
}

/** Part of the width and height, and most frames a second; null keeps all. */
export type Step = [scale: number, maxFps: number | null];

interface Rate {
  /** Of FitPlan. */
  tolerance: number;
  /** Part of the limit that is aimed at, so that hardly ever more comes out. */
  aim: number;
}

/** How a kind of pictures gives way: see docs/clips.md. */
interface Ladder extends Rate {
  steps: Step[];
  /** Part of the demand: with less, a step further down is better. */
  good: number;
  /** Bits a pixel: with less on the last step, it isn't worth watching. */
  leastBits: number;
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
/** What doesn't give way, whatever it is. */
const UNKNOWN: Rate = { tolerance: 0.1, aim: 0.945 };
/** What takes more than this part at three quarters of the size is text: pixels alone would make it 0.56. */
const TEXT_PART = 0.68;
/** How the demand falls with the scale and with the number of pictures: fewer differ more from one another. */
const POWERS = { scale: 1.75, pictures: 0.6 };
/** Bits a pixel that are good enough for anything: the demand of pure noise has no end. */
const ENOUGH_BITS = 0.06;
/** Pictures from one keyframe to the next at most: few jump about in a clip, and one takes as much as many others. */
export const KEYFRAMES_APART = 500;
/**
 * Where somewhere in a clip, for that long, so many times its mean is taken, x264 is held to that and some more: after
 * an easy part its average alone would let it take several times what is left.
 */
export const PEAK_MS = 2000;
const UNEVEN = { from: 1.5, margin: 1.15 };
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
  /** When each picture is shown, ms, and what it takes as it is. */
  frameTimes: number[];
  frameBytes: number[];
  /** Of the sound as it is; 0 without. */
  audioBytes: number;
  /** Needed where it has to give way only. */
  demand: Demand | null;
}

type Clip = Omit<FitSource, 'demand'>;

/** Whether a clip may have to get smaller, not only coarser: otherwise its demand need not be known. */
export function givesWay(clip: Clip): boolean {
  return planBitrates(clip, MOVING.aim).videoBitrate < NEARLY_ALL * asItIs(clip).mean;
}

/** @returns null when nothing watchable fits */
export function planFit(clip: FitSource): FitPlan | null {
  const { durationMs, width, height, frameTimes, demand } = clip;
  if (!demand || !givesWay(clip))
    return { width, height, maxFps: null, ...planRate(clip, UNKNOWN) };
  const kind = demand.smaller > demand.whole * TEXT_PART ? TEXT : MOVING;
  const rate = planRate(clip, kind);
  const pixelsAt = ([scale, maxFps]: Step) => {
    const size = { width: even(width * scale), height: even(height * scale) };
    const perS = countUpTo(frameTimes, maxFps) / (durationMs / 1000);
    return { size, pixels: size.width * size.height * perS };
  };
  const last = kind.steps.at(-1) as Step;
  if (rate.videoBitrate < pixelsAt(last).pixels * kind.leastBits) return null;
  const isEnough = (step: Step) => {
    const needed = demandAt(step, demand, frameTimes) * kind.good;
    return rate.videoBitrate >= Math.min(needed, pixelsAt(step).pixels * ENOUGH_BITS);
  };
  const step = kind.steps.find(isEnough) ?? last;
  return { ...pixelsAt(step).size, maxFps: step[1], ...rate };
}

function planRate(clip: Clip, { tolerance, aim }: Rate) {
  const bitrates = planBitrates(clip, aim);
  const { mean, peak } = asItIs(clip);
  const isUneven = peak > mean * UNEVEN.from;
  const peakBitrate = isUneven ? bitrates.videoBitrate * (peak / mean) * UNEVEN.margin : null;
  return { ...bitrates, tolerance, peakBitrate };
}

/** The same for a second pass, with this part of the limit as its aim. */
export function planAgain(plan: FitPlan, clip: Clip, aim: number): FitPlan {
  return { ...plan, ...planBitrates(clip, aim), peakBitrate: null };
}

function planBitrates(clip: Clip, aim: number) {
  const { durationMs, frameTimes, audioBytes, maxBytes } = clip;
  const seconds = durationMs / 1000;
  const { base, picture, soundSecond } = INDEX_BYTES;
  const index = base + picture * frameTimes.length + (audioBytes > 0 ? soundSecond * seconds : 0);
  const bitrate = ((maxBytes - index) * 8 * aim) / seconds;
  const sound = planSound((audioBytes * 8) / seconds, bitrate);
  return { videoBitrate: Math.floor(bitrate - sound.takes), audioBitrate: sound.bitrate };
}

/** What the pictures take, and where they take most, bit/s. */
function asItIs({ frameTimes, frameBytes, durationMs }: Clip) {
  const windows = new Map<number, number>();
  for (const [i, bytes] of frameBytes.entries()) {
    const window = Math.floor((frameTimes[i] as number) / PEAK_MS);
    windows.set(window, (windows.get(window) ?? 0) + bytes);
  }
  const sums = [...windows.values()];
  const whole = sums.reduce((sum, bytes) => sum + bytes, 0);
  return { mean: (whole * 8000) / durationMs, peak: (Math.max(...sums) * 8000) / PEAK_MS };
}

/** What the pictures ask for on a step, bit/s. */
function demandAt([scale, maxFps]: Step, demand: Demand, frameTimes: number[]): number {
  const kept = countUpTo(frameTimes, maxFps) / frameTimes.length;
  return demand.whole * scale ** POWERS.scale * kept ** POWERS.pictures;
}

/** How long a part of the clip fits and is watchable, ms; whole seconds. */
export function longestThatFits(clip: FitSource): number {
  const { durationMs, frameTimes, frameBytes, audioBytes } = clip;
  const fits = (seconds: number) => {
    const kept = frameTimes.filter((time) => time < seconds * 1000);
    return planFit({
      ...clip,
      durationMs: seconds * 1000,
      frameTimes: kept,
      frameBytes: frameBytes.slice(0, kept.length),
      audioBytes: audioBytes * ((seconds * 1000) / durationMs),
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
