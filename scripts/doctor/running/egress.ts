import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EgressClient, type EgressInfo, EgressStatus } from 'livekit-server-sdk';
import { segmentsInto } from '../../../server/recorder/egress/layout.ts';
import { openSegmentFiles } from '../../../server/segments/open.ts';
import { createSessionReader } from '../../../server/segments/read-session.ts';
import type { BucketConfig } from '../../../server/storage/bucket-config.ts';
import { type Finding, why } from '../check.ts';
import { EGRESS_LIMITS, judgeClock, offsetOf } from './clocks.ts';
import { mayDelete, say, type User, undeletable } from './deletable.ts';
import { judgeSegments, judgeStart } from './egress-words.ts';
import type { LivekitAccess } from './livekit.ts';
import type { Undo } from './undo.ts';

export interface TryEgressOptions {
  livekit: LivekitAccess;
  segmentsPath: string;
  bucket?: BucketConfig | undefined;
  roomName: string;
  /** Of a picture that is published there. */
  videoTrackId: string;
  /** Whom Hindsight runs as. */
  user: User;
  undo: Undo;
  /** Told before each slow step. */
  progress(words: string): void;
  signal: AbortSignal;
  /** How long an active egress may go without a segment here, ms. */
  patienceMs?: number;
}

/** LiveKit asks for 23 s before it says that there is no worker. */
const START_TIMEOUT_S = 30;
const BEGIN_MS = 20_000;
/** Segments of 2 s show up after 3 to 5. */
const SEGMENT_MS = 12_000;
const END_MS = 15_000;
const POLL_MS = 250;

/** Has Egress record the doctor's own picture for a few seconds, as it would a share's, and removes it again. */
export async function tryEgress(options: TryEgressOptions): Promise<Finding[]> {
  const { livekit, segmentsPath, bucket, user, undo, progress, signal } = options;
  const files = openSegmentFiles(options);
  const { url, apiKey, apiSecret } = livekit;
  const client = (requestTimeout: number) =>
    new EgressClient(url, apiKey, apiSecret, { requestTimeout, failover: false });
  const egress = client(10);
  // Not a number, so to Hindsight it is nobody's recording.
  const folder = join(segmentsPath, `hindsight-doctor-${randomBytes(4).toString('hex')}`);
  try {
    await egress.listEgress({ active: true });
    if (bucket) undo.add(() => files.removeAll(folder));
    else await makeFolder(folder, user, undo);
  } catch (error) {
    return [judgeStart(error)];
  }

  progress('starting a recording; without a worker it takes LiveKit 23 s to say so');
  const sentMs = Date.now();
  const { roomName, videoTrackId } = options;
  const output = { segments: segmentsInto(folder, options) };
  let info: EgressInfo;
  try {
    const starting = client(START_TIMEOUT_S).startTrackCompositeEgress(roomName, output, {
      videoTrackId,
    });
    // It may start all the same after we were interrupted.
    const orStopped = starting.then(async (late) => {
      if (signal.aborted) await egress.stopEgress(late.egressId);
    });
    orStopped.catch(() => {});
    info = await unlessAborted(starting, signal);
  } catch (error) {
    signal.throwIfAborted();
    return [judgeStart(error)];
  }
  const { egressId } = info;
  const findings: Finding[] = [{ name: 'egress', state: 'ok', says: 'a worker took a recording' }];
  // It names the moment on its own clock; before 2020 it named none.
  const startedMs = Number(info.startedAt / 1_000_000n);
  if (startedMs > 1.58e12) {
    const clock = offsetOf(startedMs, sentMs, Date.now());
    findings.push(judgeClock("Egress's clock", clock, EGRESS_LIMITS));
  }

  const look = async () => (await egress.listEgress({ egressId }))[0] ?? info;
  // Until then it writes, and would make its folder anew.
  const stop = undo.add(async () => {
    for (const endMs = Date.now() + END_MS; Date.now() < endMs; await sleep(POLL_MS)) {
      // One that has just been started may not hear it yet; one that hears it twice doesn't mind.
      if (info.status < EgressStatus.EGRESS_ENDING) {
        await egress.stopEgress(egressId).catch(() => {});
      }
      info = await look();
      if (info.status >= EgressStatus.EGRESS_COMPLETE) return;
    }
  });
  progress('waiting for its first segment');
  const seen = await awaitSegment(look, folder, options);
  progress('ending it');
  await stop();
  findings.push(judgeSegments(seen, info, folder));
  // In a bucket, whoever may list may not be allowed to delete; the undoing says so.
  if (seen && !bucket) findings.push(await tryDeleting(folder, user));
  return findings;
}

/** As the recorder makes it, and as if Hindsight's own user had. */
async function makeFolder(folder: string, { uid, gids }: User, undo: Undo): Promise<void> {
  await mkdir(folder, { recursive: true });
  undo.add(() => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o770);
  if (process.getuid?.() === 0) await chown(folder, uid, gids[0] ?? uid);
}

/** @returns whether a listed segment is here, before Egress gives up or we do */
async function awaitSegment(
  look: () => Promise<EgressInfo>,
  folder: string,
  options: TryEgressOptions,
): Promise<boolean> {
  const { signal, patienceMs = SEGMENT_MS } = options;
  const read = createSessionReader({ files: openSegmentFiles(options) });
  let endMs = Date.now() + BEGIN_MS;
  let isActive = false;
  while (Date.now() < endMs) {
    const playlist = await read(folder).catch(() => null);
    if (playlist && playlist.segments.length > 0) return true;
    const { status } = await look();
    if (status >= EgressStatus.EGRESS_COMPLETE) return false;
    if (status === EgressStatus.EGRESS_ACTIVE && !isActive) {
      isActive = true;
      endMs = Date.now() + patienceMs;
    }
    await sleep(POLL_MS, undefined, { signal });
  }
  return false;
}

async function tryDeleting(folder: string, user: User): Promise<Finding> {
  try {
    const seen = await stat(folder);
    const files = await readdir(folder);
    if (!mayDelete(seen, user)) return undeletable(say(folder, seen), user);
    for (const file of files) await rm(join(folder, file));
    return {
      name: 'deletable',
      state: 'ok',
      says: `${files.length} files of Egress, deleted again`,
    };
  } catch (error) {
    return undeletable(why(error), user);
  }
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  return Promise.race([work, promise]);
}
