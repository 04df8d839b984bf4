/** What can be wrong, by the name that it has in the report and on `/metrics`. */
export const MISMATCHES = {
  noVideo: 'clips without their video',
  otherSize: 'videos of another size than their record says',
  unreadable: 'videos that can not be read',
  otherLength: 'videos of another length than their record says',
  otherPicture: 'videos with another picture size than their record says',
  noPoster: 'clips without the poster that their record tells of',
  noRecord: 'files without a record',
  notListed: 'places in a list that a record has and the list lacks',
  notInRecords: 'places in a list that no record has',
} as const;

export type Mismatch = keyof typeof MISMATCHES;

/** So many are named of each; the others are counted. */
const NAMED = 20;

/** What does not match. */
export interface LibraryReport {
  clips: number;
  files: number;
  /** Of each kind how many, and the first of them. */
  found: Record<Mismatch, { count: number; first: string[] }>;
}

export function createReport() {
  const kinds = Object.keys(MISMATCHES) as Mismatch[];
  const found = Object.fromEntries(
    kinds.map((kind) => [kind, { count: 0, first: [] as string[] }]),
  ) as LibraryReport['found'];
  const report: LibraryReport = { clips: 0, files: 0, found };
  return {
    report,
    /** @param which a clip's id, a file or a list's member, with what differs */
    note(kind: Mismatch, which: string): void {
      found[kind].count += 1;
      if (found[kind].first.length < NAMED) found[kind].first.push(which);
    },
  };
}

export type Report = ReturnType<typeof createReport>;

export function countMismatches({ found }: LibraryReport): number {
  return Object.values(found).reduce((sum, { count }) => sum + count, 0);
}
