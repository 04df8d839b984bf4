import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../../log.ts';
import { segmentKey } from '../../../segments/bucket-keys.ts';
import type { Bucket } from '../../../storage/bucket.ts';
import { makeFolder, type SessionFolders } from '../segments/session-folder.ts';
import { leftSessions } from './left-sessions.ts';
import { claimDead, markAlive, release } from './owner.ts';
import { SessionUpload } from './session-upload.ts';

/** How long the end of a recording, or of the process, waits for the bucket, ms. */
const END_MS = 5000;
const ALIVE_EVERY_MS = 5000;
const LOOK_EVERY_MS = 15_000;

export interface Spool extends SessionFolders {
  /** What waits here of all below a path is not brought any more, but deleted. */
  forget(path: string): Promise<void>;
}

/**
 * The local disk as the way into the bucket: sessions are written here and brought there while they grow. Each process
 * has a folder of its own in `spoolPath`; what a dead one has left is brought by whoever finds it first.
 */
export async function openSpool(options: {
  bucket: Pick<Bucket, 'put'>;
  segmentsPath: string;
  spoolPath: string;
  log: Log;
}): Promise<Spool> {
  const { bucket, segmentsPath, spoolPath, log } = options;
  const own = join(spoolPath, randomUUID());
  const closing = new AbortController();
  /** Those of dead processes, too, as long as there is something in them. */
  const owned = new Set([own]);
  const uploads = new Map<SessionUpload, { path: string; stop: AbortController }>();

  function bring(folder: string, path: string, onChange: () => void): SessionUpload {
    const stop = new AbortController();
    const upload = new SessionUpload({
      ...{ folder, bucket, log, onChange },
      keyOf: (name) => segmentKey(segmentsPath, join(path, name)) ?? '',
      signal: AbortSignal.any([stop.signal, closing.signal]),
    });
    uploads.set(upload, { path, stop });
    void upload.done.finally(() => uploads.delete(upload));
    return upload;
  }

  async function lookForLeft(): Promise<void> {
    for (const dead of await claimDead(spoolPath, owned)) {
      owned.add(dead);
      const left = await leftSessions(dead);
      if (left.length > 0) log.info({ sessions: left.length }, 'bringing what was left behind');
      const all = left.map((folder) => {
        const path = join(segmentsPath, relative(dead, folder));
        return bring(folder, path, () => {}).done;
      });
      void Promise.all(all).then(async () => {
        if (closing.signal.aborted) return;
        owned.delete(dead);
        await rm(dead, { recursive: true, force: true });
      });
    }
  }

  const look = () =>
    lookForLeft().catch((err) =>
      log.error({ err }, 'what was left behind stays until the next look'),
    );
  const beat = () =>
    markAlive(owned).catch((err) => log.error({ err }, 'the spool could not be marked'));

  await mkdir(own, { recursive: true });
  await beat();
  await look();
  const timers = [
    setInterval(beat, ALIVE_EVERY_MS).unref(),
    setInterval(look, LOOK_EVERY_MS).unref(),
  ];

  return {
    session(folder, onChange) {
      const path = join(own, relative(segmentsPath, folder));
      let upload: SessionUpload | undefined;
      return {
        path,
        get awaySinceMs() {
          return upload?.awaySinceMs ?? null;
        },
        async make() {
          await makeFolder(path);
          upload = bring(path, folder, onChange);
        },
        written: () => upload?.wake(),
        async end() {
          upload?.wake();
          await Promise.race([upload?.done, sleep(END_MS, undefined, { ref: false })]);
        },
      };
    },

    async forget(forgotten) {
      const theirs = [...uploads].filter(([, { path }]) => path.startsWith(join(forgotten, '/')));
      for (const [, { stop }] of theirs) stop.abort();
      await Promise.all(theirs.map(([{ done }]) => done));
      for (const folder of owned) {
        const waiting = join(folder, relative(segmentsPath, forgotten));
        await rm(waiting, { recursive: true, force: true });
      }
    },

    async close() {
      const all = Promise.all([...uploads.keys()].map(({ done }) => done));
      await Promise.race([all, sleep(END_MS)]);
      closing.abort();
      await all;
      for (const timer of timers) clearInterval(timer);
      await release(owned);
    },
  };
}
