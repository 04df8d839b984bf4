import type { ClockPoint } from './clip-clock.ts';
import { planRun, type RunPlan } from './plan.ts';
import { msAt, ptsAt, type Run } from './runs.ts';

/** The part of a run that a clip may show, on the run's own clock. */
export interface Window {
  run: Run;
  fromPts: number;
  toPts: number;
}

/** A part of the clip without a break. */
export interface Stretch {
  run: Run;
  plan: RunPlan;
  /** Where it begins on the clip's clock, 90 kHz ticks. */
  at: number;
  /** How long its last picture stands for what was not recorded after it, ticks; 0 where that is cut out. */
  gapAfter: number;
}

/** A last picture is shown at least this long, ticks. */
export const SHORTEST = 1500;
/** Times are rounded: less is no gap. */
const IN_STEP_MS = 1;

/** What of [fromMs, toMs) each run covers. Where two overlap, the later one takes over. */
export function windowsOf(runs: Run[], fromMs: number, toMs: number): Window[] {
  return runs.flatMap((run, i) => {
    const last = run.segments.at(-1);
    const nextMs = runs[i + 1]?.segments[0]?.startMs ?? toMs;
    if (!last) return [];
    const lastPts = run.frames.reduce((latest, { pts }) => Math.max(latest, pts), last.pts);
    const listedPts = last.pts + Math.round(last.durationMs * 90);
    const endPts = last.cutOff ? listedPts : Math.max(listedPts, lastPts + SHORTEST);
    const fromPts = Math.max(ptsAt(run, fromMs), run.segments[0]?.pts ?? 0);
    const toPts = Math.min(ptsAt(run, Math.min(toMs, nextMs)), endPts);
    return toPts > fromPts ? [{ run, fromPts, toPts }] : [];
  });
}

/** How many pictures of each format the windows hold. */
export function weighFormats(windows: Window[]): number[] {
  const weights: number[] = [];
  for (const { run, fromPts, toPts } of windows) {
    for (const { pts, format } of run.frames) {
      if (pts >= fromPts && pts < toPts) weights[format] = (weights[format] ?? 0) + 1;
      // A still page may have nothing but the picture from before.
      else weights[format] ??= 1e-3;
    }
  }
  return weights;
}

/** Lays the windows end to end. What was not recorded is cut out, or lasts its time with `still`. */
export function layOut(
  windows: Window[],
  copyable: (format: number) => boolean,
  gaps: 'cut' | 'still',
): Stretch[] {
  const stretches: Stretch[] = [];
  let at = 0;
  for (const { run, fromPts, toPts } of windows) {
    const plan = planRun(run.frames, fromPts, toPts, copyable);
    if (!plan) continue;
    const before = stretches.at(-1);
    if (before && gaps === 'still') {
      const endMs = msAt(before.run, before.plan.endPts);
      before.gapAfter = Math.max(0, Math.round((msAt(run, plan.originPts) - endMs) * 90));
      at += before.gapAfter;
    }
    stretches.push({ run, plan, at, gapAfter: 0 });
    at += plan.endPts - plan.originPts;
  }
  return stretches;
}

/** What the stretches cover, ms on the server's clock, what is missing between them, and when each part was shown. */
export function extentOf(stretches: Stretch[]) {
  let gapsMs = 0;
  let ticks = 0;
  let endMs = Number.NaN;
  let fromMs = Number.NaN;
  const clock: ClockPoint[] = [];
  for (const { run, plan, at, gapAfter } of stretches) {
    const startMs = msAt(run, plan.originPts);
    if (Number.isNaN(fromMs)) fromMs = startMs;
    else gapsMs += Math.max(0, startMs - endMs);
    endMs = msAt(run, plan.endPts);
    const point = { atMs: at / 90, clockMs: startMs };
    const before = clock.at(-1);
    if (!before || !isInStep(before, point)) clock.push(point);
    ticks += plan.endPts - plan.originPts + gapAfter;
  }
  return {
    fromMs: Math.round(fromMs),
    toMs: Math.round(endMs),
    durationMs: Math.round(ticks / 90),
    gapsMs: Math.round(gapsMs),
    clock: clock.map(({ atMs, clockMs }) => ({
      atMs: Math.round(atMs),
      clockMs: Math.round(clockMs),
    })),
  };
}

function isInStep(before: ClockPoint, point: ClockPoint): boolean {
  return Math.abs(point.clockMs - before.clockMs - (point.atMs - before.atMs)) < IN_STEP_MS;
}
