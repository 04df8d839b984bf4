import type { Segment } from '../segments/range.ts';

/** What orders need of previews: a frozen buffer, or a clip, in which a person selects a range. */
export interface Previewed {
  /**
   * @param fromMs and `toMs`: of the preview, where gaps are closed up; 0 is its first picture
   * @returns segments in a folder of their own until `release`, and the range in them, ms since the epoch
   * @throws UserError 404 for a preview that is not there or not theirs; 400 for a range that it does not hold
   */
  rangeOf(userId: string, id: string, fromMs: number, toMs: number): Promise<PreviewedRange>;
}

export interface PreviewedRange {
  segments: Segment[];
  fromMs: number;
  toMs: number;
  sharerId: string;
  /** Where the preview is of a clip. */
  clipId?: string;
  guildId?: string;
  channelId?: string;
  release(): Promise<void>;
}
