import type { Segment } from '../segments/range.ts';

/** A frozen snapshot of a buffer or of a clip; `preview.json` in its folder, beside its segments. */
export interface Preview {
  /** Unguessable. */
  id: string;
  /** Who opened it; nobody else sees it. */
  userId: string;
  of: 'buffer' | 'clip';
  /** Whose screen it shows. */
  sharerId: string;
  clipId?: string;
  guildId?: string;
  channelId?: string;
  title?: string;
  /** ms since the epoch. */
  openedAtMs: number;
  /** Of the first picture. */
  width: number;
  height: number;
  /** How long most of its pictures are shown, ms. */
  frameMs: number;
  hasSound: boolean;
  segments: PlacedSegment[];
  /** The sharer's microphone beside them, by file names in the preview's folder; absent where there is none. */
  voice?: Segment[];
  marks: PreviewMark[];
}

/** A segment's place on media time: 0 is the preview's first picture, and gaps are closed up. */
export interface PlacedSegment {
  /** File in the preview's folder. */
  name: string;
  /** Where it begins and how long it lasts, media time in ticks of 90 kHz. */
  at: number;
  ticks: number;
  /** Of its first picture, as its file says; ticks. */
  pts: number;
  /** When it began on the server's clock, ms since the epoch; up to the next break, in step with media time. */
  startMs: number;
  bytes: number;
  /** How long most pictures of its recording are shown, ms; absent from older previews. */
  frameMs?: number;
  /** See Segment. */
  folder: string;
  cutOff?: true;
  /** Does not go on from the segment before it. */
  breaks: boolean;
}

export interface PreviewMark {
  id: string;
  /** Media time, ms. */
  atMs: number;
  /** ms since the epoch; absent in what an older version opened. */
  clockMs?: number;
  label: string;
}

export const PREVIEW_FILE = 'preview.json';
export const TICKS_PER_MS = 90;

/** How long the preview plays, ticks. */
export function lengthOf({ segments }: Pick<Preview, 'segments'>): number {
  const last = segments.at(-1);
  return last ? last.at + last.ticks : 0;
}
