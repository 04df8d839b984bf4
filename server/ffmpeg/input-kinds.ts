import { MOST_PIXELS } from '../h264/parameter-sets.ts';

/** What ffmpeg is given to read, and what it reads that with. */
const DEMUXERS = {
  mp4: 'mov',
  segment: 'mpegts',
  h264: 'h264',
  aac: 'aac',
  rawvideo: 'rawvideo',
  pgm: 'pgm_pipe',
  /** Pictures and sounds that ffmpeg makes up; for tests. */
  lavfi: 'lavfi',
} as const;

export type InputKind = keyof typeof DEMUXERS;

/** A few bytes can claim a picture of gigabytes. Twice what is recorded: an edge may be padded. */
const MOST_DECODED = 2 * MOST_PIXELS;

/**
 * What stands before an input. Left to itself, ffmpeg guesses what a file is by its content, and some of that are lists of
 * other files and addresses to open: so the kind is told, and nothing but local files may be opened.
 */
export function inputOptions(input: { kind: InputKind; options?: string[] }): string[] {
  const { kind, options = [] } = input;
  const limits = ['-protocol_whitelist', 'file', ...(kind === 'aac' ? [] : PICTURES_LIMIT)];
  return [...options, ...limits, '-f', DEMUXERS[kind]];
}

export const PICTURES_LIMIT = ['-max_pixels', String(MOST_DECODED)];

/** The same for what comes through a pipe as it is made. */
export const PIPED = ['-protocol_whitelist', 'pipe'];
