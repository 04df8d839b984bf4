import { type Playlist, renderPlaylist } from '../segments/playlist.ts';
import { type Grid, gridOf } from './grid.ts';
import {
  lengthOf,
  type PlacedSegment,
  type Preview,
  type PreviewMark,
  TICKS_PER_MS,
} from './preview.ts';

/** A break in time shorter than this is none to speak of, ms. */
const GAP_MS = 100;

/** What the page gets to see of a preview. Media times and lengths in ms, `atMs` of a segment since the epoch. */
export interface PreviewView extends Pick<Preview, 'id' | 'of' | 'frameMs' | 'hasSound'> {
  /** The sharer's microphone was on. */
  hasVoice: boolean;
  /** It shows the viewer's own screen. */
  mine: boolean;
  clipId?: string;
  title?: string;
  durationMs: number;
  width: number;
  height: number;
  playlist: string;
  segments: {
    startMs: number;
    durationMs: number;
    atMs: number;
    bytes: number;
    frameMs: number;
    gapBefore: boolean;
  }[];
  marks: Omit<PreviewMark, 'clockMs'>[];
  thumbnails: Grid & { url: string };
  waveform: { url: string };
  /** How long it is kept behind the last sign of life, and behind its opening at most. */
  aliveForMs: number;
  longestMs: number;
}

export function viewOf(
  preview: Preview,
  lives: Pick<PreviewView, 'aliveForMs' | 'longestMs'>,
): PreviewView {
  const { id, of, clipId, title, frameMs, width, height, hasSound } = preview;
  const address = `/api/replay/previews/${id}`;
  return {
    ...{ id, of, mine: preview.sharerId === preview.userId },
    ...{ ...(clipId && { clipId }), ...(title && { title }) },
    durationMs: inMs(lengthOf(preview)),
    ...{ frameMs, width, height, hasSound, hasVoice: preview.voice !== undefined },
    playlist: `${address}/playlist.m3u8`,
    segments: preview.segments.map((segment, i, all) => ({
      startMs: inMs(segment.at),
      durationMs: inMs(segment.ticks),
      atMs: Math.round(segment.startMs),
      bytes: segment.bytes,
      frameMs: segment.frameMs ?? frameMs,
      gapBefore: hasGap(all[i - 1], segment),
    })),
    marks: preview.marks.map(({ id, atMs, label }) => ({ id, atMs, label })),
    thumbnails: { url: `${address}/thumbnails.jpg`, ...gridOf(preview) },
    waveform: { url: `${address}/waveform.json` },
    ...lives,
  };
}

/** Finished from the start; its lengths are rounded so that no place is more than half a millisecond off. */
export function playlistOf({ segments }: Preview): string {
  const playlist: Playlist = {
    mediaSequence: 0,
    segments: segments.map(({ name, at, ticks, startMs }) => ({
      uri: name,
      durationMs: Math.round((at + ticks) / TICKS_PER_MS) - Math.round(at / TICKS_PER_MS),
      startMs: Math.round(startMs),
      // Timestamps go on everywhere; see retime.ts.
      discontinuity: false,
    })),
    ended: true,
  };
  return renderPlaylist(playlist);
}

/** To the hundredth, as a picture seldom begins with a whole millisecond. */
const inMs = (ticks: number) => Math.round((ticks / TICKS_PER_MS) * 100) / 100;

function hasGap(before: PlacedSegment | undefined, { startMs, breaks }: PlacedSegment): boolean {
  if (!before || !breaks) return false;
  return startMs - (before.startMs + before.ticks / TICKS_PER_MS) > GAP_MS;
}
