/** A clip's range, ms since the epoch, and how long its video is, ms. */
interface Range {
  fromMs: number;
  toMs: number;
  durationMs: number;
}

/** A clip ends with a whole picture and a whole piece of sound, which is no gap, ms. */
const ROUNDING_MS = 250;

/**
 * Whether gaps of the recording were cut out of a clip. Where they were is not known, so a moment of its range is only
 * about where it would be without them: at the latest there.
 */
export const isShortened = ({ fromMs, toMs, durationMs }: Range): boolean =>
  toMs - fromMs - durationMs > ROUNDING_MS;
