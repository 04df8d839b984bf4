import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask, letGo, startChild } from './child.ts';
import { findOnce } from './cleaning/find-once.ts';
import { addSegments, makeSessions, SEGMENT_MS } from './cleaning/many-sessions.ts';
import { atMost, type Bench, plain } from './figure.ts';

const SHARES = 1000;
const SEGMENTS = 600;
/** A minute's worth: what is due each time. */
const DUE = 30;
/** What is in the window is young enough for all rounds. */
const WINDOW_MS = (SEGMENTS - DUE) * SEGMENT_MS;

interface Round {
  deleted: number;
  cpuS: number;
  peakMb: number;
  grownMb: number;
}

/** A round of the cleaner over a thousand shares beside `find -mmin -delete` over the same tree. */
export const cleanSegmentsBench: Bench = {
  name: 'clean-segments',
  async measure(say) {
    const segmentsPath = await mkdtemp(join(tmpdir(), 'hindsight-cleaning-'));
    try {
      say(`making ${SHARES} shares of ${SEGMENTS} segments`);
      // The first thirty have just left the window, on the whole minute that find counts in.
      const startMs = Date.now() - WINDOW_MS - DUE * SEGMENT_MS - 5 * 60_000;
      const folders = makeSessions(segmentsPath, { shares: SHARES, segments: SEGMENTS, startMs });
      const dueMs = () => Date.now() - (startMs + DUE * SEGMENT_MS + SEGMENT_MS / 2);
      const longMs = 24 * 3600_000;

      const idle = await round(segmentsPath, longMs);
      say(`nothing due: ${idle.cpuS.toFixed(2)} s of CPU, ${idle.peakMb.toFixed(0)} MB`);
      const idleFind = await findOnce(segmentsPath, longMs);
      say(`find, nothing due: ${idleFind.cpuS.toFixed(2)} s, ${idleFind.peakMb.toFixed(0)} MB`);
      const busy = await round(segmentsPath, dueMs());
      say(`${busy.deleted} due: ${busy.cpuS.toFixed(2)} s, ${busy.peakMb.toFixed(0)} MB`);
      for (const folder of folders) addSegments(folder, DUE, startMs - longMs);
      const busyFind = await findOnce(segmentsPath, longMs);
      say(`find: ${busyFind.cpuS.toFixed(2)} s, ${busyFind.peakMb.toFixed(0)} MB`);
      if (busy.deleted !== SHARES * DUE) throw new Error(`${busy.deleted} were deleted`);

      const name = `clean-segments: ${SHARES} shares x ${SEGMENTS}`;
      return [
        plain(`${name}, nothing due, CPU`, idle.cpuS, 's'),
        plain(`${name}, nothing due, CPU of find`, idleFind.cpuS, 's'),
        atMost(`${name}, nothing due, CPU beside find`, idle.cpuS / idleFind.cpuS, '', 2),
        plain(`${name}, ${DUE} each due, CPU`, busy.cpuS, 's'),
        plain(`${name}, ${DUE} each due, CPU of find`, busyFind.cpuS, 's'),
        atMost(`${name}, ${DUE} each due, CPU beside find`, busy.cpuS / busyFind.cpuS, '', 3),
        plain(`${name}, peak memory beside find`, busy.peakMb / busyFind.peakMb, ''),
        plain(`${name}, memory that a round adds to its process`, busy.grownMb, 'MB'),
      ];
    } finally {
      await rm(segmentsPath, { recursive: true });
    }
  },
};

async function round(segmentsPath: string, windowMs: number): Promise<Round> {
  const child = startChild('cleaning/clean-once.ts', { segmentsPath, windowMs });
  try {
    return await ask<Round>(child, 'begin');
  } finally {
    await letGo(child);
  }
}
