import type { Shown } from './read-pictures.ts';
import type { Reel, Source } from './source.ts';
import { AAC_MS, BEEP_MS } from './tape.ts';

/** What a clip has to show and sound like, by the source alone. Times are ms of the clip. */
export interface Expected {
  pictures: Due[];
  beeps: { ms: number; pitch: number; whole: boolean }[];
  durationMs: number;
  /** Places where one part of the source ends and another begins. */
  seams: number[];
}

export interface Due {
  id: number;
  ms: number;
  /** The picture as it was recorded; null for a still that stands for nothing. */
  source: Shown | null;
}

/** See planRun: a still page is shown from the range's start on. */
const STILL_TICKS = 9000;
/** Beeps that begin so near to an end or a seam may be cut. */
const MARGIN_MS = 60;

export function expected(
  source: Source,
  fromMs: number,
  toMs: number,
  gaps: 'cut' | 'still',
): Expected {
  const clip: Expected = { pictures: [], beeps: [], durationMs: 0, seams: [] };
  let endMs = Number.NaN;
  for (const [i, reel] of source.reels.entries()) {
    const nextMs = source.reels[i + 1]?.anchors[0]?.ms ?? toMs;
    const part = partOf(reel, fromMs, Math.min(toMs, nextMs));
    if (!part) continue;
    const beginsMs = msAt(reel, part.origin);
    const gapMs = beginsMs - endMs;
    if (gaps === 'still' && gapMs > 0) {
      const stills = gapMs < 500 ? 0 : Math.min(60, Math.ceil(gapMs / 1000));
      for (let n = 0; n < stills; n++) {
        clip.pictures.push({ id: 0, ms: clip.durationMs + (n * gapMs) / stills, source: null });
      }
      clip.durationMs += gapMs;
    }
    const at = clip.durationMs;
    const ms = (ticks: number) => at + (ticks - part.origin) / 90;
    clip.seams.push(at);
    for (const source of part.shown) {
      clip.pictures.push({ id: source.id, ms: Math.max(at, ms(source.ticks)), source });
    }
    clip.durationMs = ms(part.end);
    for (const { ticks, pitch } of reel.beeps) {
      const begins = ms(ticks);
      if (begins + BEEP_MS < at || begins > clip.durationMs + AAC_MS) continue;
      const whole = begins > at + MARGIN_MS && begins + BEEP_MS + MARGIN_MS < clip.durationMs;
      clip.beeps.push({ ms: begins, pitch, whole });
    }
    endMs = msAt(reel, part.end);
    clip.seams.push(clip.durationMs);
  }
  return clip;
}

function partOf(reel: Reel, fromMs: number, toMs: number) {
  const from = Math.max(ticksAt(reel, fromMs), reel.anchors[0]?.ticks ?? 0);
  const end = Math.min(ticksAt(reel, toMs), reel.endTicks);
  if (end <= from) return null;
  const before = reel.pictures.findLast(({ ticks }) => ticks < from);
  const next = reel.pictures.find(({ ticks }) => ticks >= from)?.ticks ?? Number.POSITIVE_INFINITY;
  const still = before !== undefined && Math.min(next, end) - from > STILL_TICKS;
  const inside = reel.pictures.filter(({ ticks }) => ticks >= from && ticks < end);
  const shown = still ? [before, ...inside] : inside;
  if (!shown[0]) return null;
  return { shown, origin: Math.max(shown[0].ticks, from), end };
}

/** Between two segments whose times don't agree with their pictures, neither clock goes back. */
function ticksAt({ anchors }: Reel, ms: number): number {
  const n = Math.max(
    0,
    anchors.findLastIndex((anchor) => anchor.ms <= ms),
  );
  const anchor = anchors[n] as Reel['anchors'][number];
  const ticks = anchor.ticks + Math.round((ms - anchor.ms) * 90);
  return Math.min(ticks, anchors[n + 1]?.ticks ?? Number.POSITIVE_INFINITY);
}

function msAt({ anchors }: Reel, ticks: number): number {
  const anchor = anchors.findLast((one) => one.ticks <= ticks) ?? anchors[0];
  return anchor ? anchor.ms + (ticks - anchor.ticks) / 90 : Number.NaN;
}
