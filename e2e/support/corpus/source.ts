import type { Segment } from '../../../server/segments/range.ts';
import type { Combination } from './combinations.ts';
import type { Shown } from './read-pictures.ts';
import {
  AAC_MS,
  BEEP_EVERY_MS,
  BEEP_MS,
  beepPitch,
  makeTape,
  type Recipe,
  type Tape,
} from './tape.ts';

/** A part of the source without a break, on its own clock: ticks of its tape. */
export interface Reel {
  /** Where its segments begin on both clocks. */
  anchors: { ms: number; ticks: number }[];
  pictures: Shown[];
  /** Where the last segment ends, by what was made, and by the last picture. */
  endTicks: number;
  beeps: { ticks: number; pitch: number }[];
}

export interface Source {
  segments: Segment[];
  reels: Reel[];
  fromMs: number;
  toMs: number;
  /** How much longer or shorter its last picture may stand than was made, because EXTINF drags the times along, ms. */
  lieMs: number;
}

const START_MS = 1_760_000_000_000;

/** Makes every tape once, whatever it is used for. */
export function createTapes(ffmpegPath: string, folder: string) {
  const made = new Map<string, Promise<Tape>>();
  return (recipe: Recipe, copy: number): Promise<Tape> => {
    const name = JSON.stringify([recipe, copy]);
    let tape = made.get(name);
    if (!tape) {
      // Pictures of all tapes have numbers of their own; 0 is none.
      tape = makeTape(ffmpegPath, `${folder}/tape-${made.size}`, 1 + made.size * 360, recipe);
      made.set(name, tape);
    }
    return tape;
  };
}

export async function layTapes(
  { shares }: Combination,
  tapeOf: ReturnType<typeof createTapes>,
): Promise<Source> {
  const segments: Segment[] = [];
  const reels: Reel[] = [];
  let atMs = START_MS;
  for (const [i, share] of shares.entries()) {
    const tape = await tapeOf(share.recipe, i);
    atMs += share.pauseMs ?? 0;
    let reel: Reel | null = null;
    for (const [n, segment] of tape.segments.entries()) {
      const { byMs = 0, drags = false } = share.lie ?? {};
      const durationMs = segment.durationMs + (n % 2 === 0 ? byMs : 0);
      const startMs = atMs;
      atMs += drags ? durationMs : segment.durationMs;
      if (share.lost?.includes(n)) {
        reel = null;
        continue;
      }
      const discontinuity = share.marked?.includes(n) ?? false;
      segments.push({
        file: segment.file,
        startMs,
        durationMs,
        folder: `share-${i}`,
        discontinuity,
      });
      if (!reel || discontinuity) {
        reel = { anchors: [], pictures: [], endTicks: 0, beeps: [] };
        reels.push(reel);
      }
      const ticks = segment.pictures[0]?.ticks ?? 0;
      const lastTicks = segment.pictures.at(-1)?.ticks ?? 0;
      // One may sound into the first segment.
      const begins = reel.anchors.length === 0 ? ticks - BEEP_MS * 90 : ticks;
      reel.anchors.push({ ms: startMs, ticks });
      reel.pictures.push(...segment.pictures);
      reel.endTicks = Math.max(ticks + Math.round(durationMs * 90), lastTicks + 1500);
      reel.beeps.push(...beepsOf(tape, begins, ticks + (segment.durationMs + AAC_MS) * 90));
    }
  }
  const last = segments.at(-1);
  const lieMs = Math.max(0, ...shares.map(({ lie }) => (lie?.drags ? Math.abs(lie.byMs) : 0)));
  return {
    segments,
    reels,
    lieMs,
    fromMs: START_MS,
    toMs: last ? last.startMs + last.durationMs : 0,
  };
}

function beepsOf(tape: Tape, fromTicks: number, toTicks: number): Reel['beeps'] {
  const beeps: Reel['beeps'] = [];
  for (let k = 0; k * BEEP_EVERY_MS * 90 < toTicks; k++) {
    const ticks = k * BEEP_EVERY_MS * 90;
    if (ticks >= fromTicks && k * BEEP_EVERY_MS >= tape.hasSoundFromMs) {
      beeps.push({ ticks, pitch: beepPitch(k) });
    }
  }
  return beeps;
}
