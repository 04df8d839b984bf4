/** A segment's place: on disk and on the server's clock. What `between` answers and the clip engine takes. */
export interface Segment {
  /** Absolute path of the .ts file. */
  file: string;
  /** When its first frame was shown, ms since the epoch. */
  startMs: number;
  durationMs: number;
  /** Absolute path of the session's folder: another one means another share or another recorder. */
  folder: string;
  /** What its file holds beyond that duration shows nothing: LiveKit had died. */
  cutOff?: true;
  /** Does not go on from the segment before it. */
  discontinuity: boolean;
}
