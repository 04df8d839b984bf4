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
const PEAK_S = 4;
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
  return (
    planBitrates(clip, MOVING.aim, clip.frameTimes.length).videoBitrate <
    NEARLY_ALL * bitrateAsItIs(clip)
  );
}

/** @returns null when nothing watchable fits */
export function planFit(clip: FitSource): FitPlan | null {
  const { durationMs, width, height, frameTimes, demand } = clip;
  const uneven = peakAsItIs(clip) / bitrateAsItIs(clip);
  const rateFor = (rate: Rate, pictures: number) => {
    const bitrates = planBitrates(clip, rate.aim, pictures);
    const peakBitrate =
      uneven > UNEVEN.from ? bitrates.videoBitrate * uneven * UNEVEN.margin : null;
    return { ...bitrates, tolerance: rate.tolerance, peakBitrate };
  };
  if (!demand || !givesWay(clip)) {
    return { width, height, maxFps: null, ...rateFor(UNKNOWN, frameTimes.length) };
  }
  const kind = demand.smaller > demand.whole * TEXT_PART ? TEXT : MOVING;
  const looks = kind.steps.map((step) => {
    const [scale, maxFps] = step;
    const size = { width: even(width * scale), height: even(height * scale) };
    const pictures = countUpTo(frameTimes, maxFps);
    const pixels = size.width * size.height * (pictures / (durationMs / 1000));
    const needed = demandAt(step, demand, pictures / frameTimes.length) * kind.good;
    return { size, maxFps, pixels, needed, rate: rateFor(kind, pictures) };
  });
  const last = looks.at(-1) as (typeof looks)[number];
  if (last.rate.videoBitrate < last.pixels * kind.leastBits) return null;
  const isEnough = ({ needed, pixels, rate }: typeof last) =>
    rate.videoBitrate >= Math.min(needed, pixels * ENOUGH_BITS);
  const { size, maxFps, rate } = looks.find(isEnough) ?? last;
  return { ...size, maxFps, ...rate };
}

/** The same for a second pass, with this part of the limit as its aim. */
export function planAgain(plan: FitPlan, clip: Clip, aim: number): FitPlan {
  const pictures = countUpTo(clip.frameTimes, plan.maxFps);
  return { ...plan, ...planBitrates(clip, aim, pictures), peakBitrate: null };
}

/** @param pictures how many of them are kept */
function planBitrates(clip: Clip, aim: number, pictures: number) {
  const { durationMs, audioBytes, maxBytes } = clip;
  const seconds = durationMs / 1000;
  const { base, picture, soundSecond } = INDEX_BYTES;
  const index = base + picture * pictures + (audioBytes > 0 ? soundSecond * seconds : 0);
  const bitrate = ((maxBytes - index) * 8 * aim) / seconds;
  const sound = planSound((audioBytes * 8) / seconds, bitrate);
  return { videoBitrate: Math.floor(bitrate - sound.takes), audioBitrate: sound.bitrate };
}

/** What the pictures take as they are, bit/s. */
export function bitrateAsItIs({ frameBytes, durationMs }: Clip): number {
  return (frameBytes.reduce((sum, bytes) => sum + bytes, 0) * 8000) / durationMs;
}

/** The same where they take most for PEAK_S. */
function peakAsItIs({ frameTimes, frameBytes, durationMs }: Clip): number {
  const seconds: number[] = Array(Math.ceil(durationMs / 1000) + 1).fill(0);
  for (const [i, bytes] of frameBytes.entries()) {
    const second = Math.min(seconds.length - 1, Math.floor((frameTimes[i] as number) / 1000));
    seconds[second] = (seconds[second] as number) + bytes;
  }
  let [sum, most] = [0, 0];
  for (const [i, bytes] of seconds.entries()) {
    sum += bytes - (seconds[i - PEAK_S] ?? 0);
    most = Math.max(most, sum);
  }
  return (most * 8) / PEAK_S;
}

/** What the pictures ask for on a step, bit/s. @param kept part of them that is */
function demandAt([scale]: Step, demand: Demand, kept: number): number {
  return demand.whole * scale ** POWERS.scale * kept ** POWERS.pictures;
}

/** How long an end of the clip fits and is watchable, ms; whole seconds. */
export function longestThatFits(clip: FitSource): number {
  const { durationMs, frameTimes, frameBytes, audioBytes } = clip;
  const fits = (seconds: number) => {
    const fromMs = durationMs - seconds * 1000;
    const first = frameTimes.filter((time) => time < fromMs).length;
    return planFit({
      ...clip,
      durationMs: seconds * 1000,
      frameTimes: frameTimes.slice(first).map((time) => time - fromMs),
      frameBytes: frameBytes.slice(first),
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
