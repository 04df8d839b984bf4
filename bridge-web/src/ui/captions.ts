import { isShortened } from '../shortened.ts';
import { say } from './texts.ts';

/** Something that is said below the picture for a while; ms from the beginning of the video. */
export interface Cue {
  fromMs: number;
  toMs: number;
  text: string;
}

/** How long a marker's label is shown, ms. */
const SHOWN_MS = 4000;

/** At the top, where the controls never lie over it. */
const PLACE = 'line:5%';

interface Shown {
  /** What it is, shown at the beginning. */
  about: string;
  /** The range of the clip, ms since the epoch. */
  fromMs: number;
  toMs: number;
  durationMs: number;
  marks: { atMs: number; label: string }[];
}

/** What a clip is, then each marker as it comes; one is gone when the next comes. */
export function cuesOf(shown: Shown): Cue[] {
  const { about, fromMs, durationMs, marks } = shown;
  const inexact = isShortened(shown);
  const said = [
    { fromMs: 0, text: about },
    ...marks.map(({ atMs, label }) => ({
      fromMs: atMs - fromMs,
      text: label && inexact ? say.aboutHere(label) : label,
    })),
  ]
    .filter((cue) => cue.text && cue.fromMs >= 0 && cue.fromMs < durationMs)
    .sort((a, b) => a.fromMs - b.fromMs);
  return said.map(({ fromMs: at, text }, i) => ({
    fromMs: at,
    toMs: Math.min(at + SHOWN_MS, said[i + 1]?.fromMs ?? durationMs, durationMs),
    text,
  }));
}

/** As a WebVTT file, which browsers show over the picture. */
export function webVtt(cues: Cue[]): string {
  const parts = cues.map(({ fromMs, toMs, text }) => {
    // An empty line would end the cue, and an arrow would begin another.
    const line = text.replace(/\s+/g, ' ').replace(/-->/g, '→').replace(/&/g, '&amp;');
    return `${stamp(fromMs)} --> ${stamp(toMs)} ${PLACE}\n${line.replace(/</g, '&lt;')}`;
  });
  return `${['WEBVTT', ...parts].join('\n\n')}\n`;
}

/** `00:01:02.500` */
const stamp = (ms: number) => new Date(Math.round(ms)).toISOString().slice(11, 23);
