import type { Segment } from '../segments/range.ts';

/** What orders need of previews: a frozen buffer, or a clip, in which a person selects a range. */
export interface Previewed {
  /**
   * @param fromMs and `toMs`: of the preview, where gaps are closed up; 0 is its first picture
   * @param folder for links to the segments, so that they outlive the preview; whoever gives it removes it
   * @throws UserError 404 for a preview that is not there or not theirs; 400 for a range that it does not hold
   */
  rangeOf(
    userId: string,
    id: string,
    range: { fromMs: number; toMs: number },
    folder: string,
  ): Promise<PreviewedRange>;
}

export interface PreviewedRange {
  segments: Segment[];
  /** The range in them, ms since the epoch as they tell it. */
  fromMs: number;
  toMs: number;
  /** Whose screen it shows. */
  sharerId: string;
  /** The clip that it is a part of. */
  clipId?: string;
  guildId?: string;
  channelId?: string;
}
