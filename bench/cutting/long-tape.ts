import { join } from 'node:path';
import { encodeRecorded } from '../../e2e/support/recorded.ts';
import type { Segment } from '../../server/segments/range.ts';

/** A long share without a playlist. */
export async function makeLongTape(folder: string, lengthS: number): Promise<Segment[]> {
  const startMs = Date.UTC(2026, 0, 1);
  return (await encodeRecorded(folder, lengthS)).map((name, i) => ({
    file: join(folder, name),
    startMs: startMs + i * 2000,
    durationMs: 2000,
    folder,
    discontinuity: false,
  }));
}
