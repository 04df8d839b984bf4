import { type AacFormat, isSameAac } from '../aac.ts';
import type { Log } from '../log.ts';
import type { Segment } from '../segments/range.ts';
import { readSegment, unwrap } from './runs.ts';

/** What was said, all in one format: where its frames are, and when they were heard. */
export interface VoiceTrack {
  format: AacFormat;
  segments: { file: string }[];
  /** `ms` on the server's clock, since the epoch; rising. */
  frames: { ms: number; segment: number; index: number }[];
}

const TICKS_PER_MS = 90;

/** One for each format. What can't be read is left out: the pictures are worth more. */
export async function readVoice(
  segments: Segment[],
  log: Log,
  signal?: AbortSignal,
): Promise<VoiceTrack[]> {
  const tracks: VoiceTrack[] = [];
  for (const { file, startMs } of segments) {
    signal?.throwIfAborted();
    const media = await readSegment(file).catch((err) => {
      log.warn({ err, file }, 'a segment of a voice cannot be read: left out of the clip');
      return null;
    });
    const [first] = media?.audio ?? [];
    const format = media?.audioFormat;
    if (!media || !first || !format) continue;
    let track = tracks.find((one) => isSameAac(one.format, format));
    if (!track) {
      track = { format, segments: [], frames: [] };
      tracks.push(track);
    }
    const segment = track.segments.push({ file }) - 1;
    for (const [index, { pts }] of media.audio.entries()) {
      const ms = startMs + unwrap(pts, first.pts) / TICKS_PER_MS;
      track.frames.push({ ms, segment, index });
    }
  }
  return tracks;
}
