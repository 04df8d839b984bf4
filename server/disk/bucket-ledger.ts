import { join } from 'node:path';
import type { SegmentFiles } from '../segments/files.ts';
import { segmentFile, segmentIndex } from '../segments/playlist.ts';
import { VOICE } from '../segments/voice-folder.ts';
import type { Ledger, LedgerSession } from './ledger.ts';

/** All of it is listed so often, ms: a thousand segments cost one question. */
const LIST_EVERY_MS = 60_000;

/**
 * What all segments in a bucket take, by session. A segment goes up as soon as it is whole, so when it did tells when
 * it ended.
 */
export function createBucketLedger(options: {
  segmentsPath: string;
  files: Pick<SegmentFiles, 'atOnce' | 'remove'>;
  /** Aborted when nobody waits for it any more, however long the bucket may be away. */
  signal: AbortSignal;
  now?: () => number;
}): Ledger {
  const { segmentsPath, files, signal, now = Date.now } = options;
  let sessions: LedgerSession[] = [];
  let listedAtMs = Number.NEGATIVE_INFINITY;

  async function list(): Promise<LedgerSession[]> {
    const all = await files.atOnce();
    const found: LedgerSession[] = [];
    for (const userId of await all.numbered(segmentsPath)) {
      for (const parent of [join(segmentsPath, userId), join(segmentsPath, userId, VOICE)]) {
        for (const name of await all.numbered(parent)) {
          found.push(await sessionIn(join(parent, name), userId, all));
        }
      }
    }
    return found;
  }

  return {
    async survey() {
      if (now() - listedAtMs >= LIST_EVERY_MS) {
        sessions = await orLeft(list(), signal);
        listedAtMs = now();
      }
      return sessions;
    },

    /** Nobody holds an object by a second name, so all of it frees what it takes. */
    async deleteUntil(session, untilMs) {
      const old = session.segments.filter(({ endMs }) => endMs <= untilMs);
      await files.remove(old.map(({ index }) => join(session.folder, segmentFile(index))));
      session.segments = session.segments.filter((segment) => !old.includes(segment));
      for (const { bytes } of old) session.bytes -= bytes;
      return old.length;
    },
  };
}

/** What only reads may go on unseen. @throws the signal's reason */
async function orLeft<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: left, reject } = Promise.withResolvers<never>();
  const leave = () => reject(signal.reason);
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  return Promise.race([work, left]).finally(() => signal.removeEventListener('abort', leave));
}

async function sessionIn(
  folder: string,
  userId: string,
  files: Pick<SegmentFiles, 'details'>,
): Promise<LedgerSession> {
  const segments = (await files.details(folder))
    .flatMap(({ name, bytes, changedAtMs: endMs }) => {
      const index = segmentIndex(name);
      return index === null ? [] : [{ index, bytes, endMs }];
    })
    .sort((a, b) => a.index - b.index);
  const bytes = segments.reduce((sum, segment) => sum + segment.bytes, 0);
  return { folder, userId, segments, bytes };
}
