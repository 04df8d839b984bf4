/** One thing that was looked at: right when there are no problems. */
export interface Check {
  name: string;
  /** In words, each with the file and the place in it. */
  problems: string[];
}
