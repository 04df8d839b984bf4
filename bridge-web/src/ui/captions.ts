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
  durationMs: number;
  /** `videoMs`: ms from the beginning of the video. */
  marks: { videoMs: number; label: string }[];
  /** Else each is only about there. */
  exactMarks: boolean;
}

/** What a clip is, then each marker as it comes; one is gone when the next comes, those of one moment share it. */
export function cuesOf(about: string, { durationMs, marks, exactMarks }: Shown): Cue[] {
  const said = new Map([[0, about]]);
  for (const { videoMs, label } of marks.toSorted((a, b) => a.videoMs - b.videoMs)) {
    if (!label || videoMs >= durationMs) continue;
    const text = exactMarks ? label : say.aboutHere(label);
    const before = said.get(videoMs);
    said.set(videoMs, before ? `${before} · ${text}` : text);
  }
  const begins = [...said.keys()];
  return [...said].map(([fromMs, text], i) => ({
    ...{ fromMs, text },
    toMs: Math.min(fromMs + SHOWN_MS, begins[i + 1] ?? durationMs, durationMs),
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
