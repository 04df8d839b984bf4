import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLog } from '../../../../server/log.ts';
import { cleanSegments } from '../../../../server/segments/clean.ts';
import { createSessionReader } from '../../../../server/segments/read-session.ts';
import { placeOf } from '../../hindsight.ts';
import { keepSharing, type Sharer } from '../../machines/sharer.ts';
import { until } from '../../until.ts';
import type { Action } from '../action.ts';
import type { Stage } from '../stage.ts';

interface Sharing {
  roomName: string;
  sharer?: Sharer;
}

/** So long somebody shares at the least, ms: a few segments. */
const SHARE_MS = 7000;
const CY = { as: 'cy', channel: '#clips' };

/** Cy shares for a while, whatever becomes of the product, and leaves. */
export const shared: Action<Sharing> = {
  async prepare({ sandbox: { control } }) {
    const { roomName } = await placeOf(control, CY);
    return { roomName };
  },
  async act(stage, ready) {
    const { livekit, userIds } = stage;
    const sinceMs = Date.now();
    ready.sharer = await keepSharing(livekit, {
      ...{ userId: userIds.cy ?? '', roomName: ready.roomName },
    });
    await sleep(SHARE_MS);
    // Whoever finds Hindsight dead goes on until it is back.
    const isRecorded = async () => (await listedSince(stage, sinceMs)) > 0;
    await until('something of it is recorded', isRecorded, { timeoutMs: 90_000, everyMs: 500 });
    await ready.sharer.stop();
  },
  faults: leftOver,
};

const sessionsOf = ({ dataDir, userIds }: Stage) =>
  join(dataDir, 'replay-segments', userIds.cy ?? '');

/** Segments of cy's sessions that began since then. */
async function listedSince(stage: Stage, sinceMs: number): Promise<number> {
  const own = sessionsOf(stage);
  const names = (await readdir(own)).filter((name) => Number(name) >= sinceMs);
  const read = createSessionReader();
  const playlists = await Promise.all(names.map((name) => read(join(own, name))));
  return playlists.reduce((sum, playlist) => sum + (playlist?.segments.length ?? 0), 0);
}

/** Of a share that is over: everything is closed, listed and there, and nobody is said to be recorded. */
async function leftOver(stage: Stage): Promise<string[]> {
  const { sandbox } = stage;
  const faults = (await stage.shot()).filter((line) => /^list shares:(active|rooms)/.test(line));
  const { id } = await sandbox.control.run({ ...CY, command: '/replay status' });
  const { message } = await sandbox.control.waitForAnswer(id);
  if (!message?.content.includes('Nothing of yours is being recorded')) {
    faults.push(`status: ${message?.content}`);
  }
  if (!/\d+s can be clipped/.test(message?.content ?? '')) {
    faults.push(`nothing can be clipped: ${message?.content}`);
  }
  const read = createSessionReader();
  const own = sessionsOf(stage);
  for (const name of await readdir(own)) {
    const folder = join(own, name);
    const files = await readdir(folder);
    const listed = (await read(folder))?.segments.map(({ uri }) => uri) ?? [];
    const missing = listed.filter((uri) => !files.includes(uri));
    if (missing.length > 0) faults.push(`${name} lists what is not there: ${missing}`);
  }
  const left = await leftBehindTheWindow(own);
  return [...faults, ...left.map((name) => `the cleaner leaves ${name}`)];
}

/** What is left of sessions once the buffer is past them, also of those in which something was being written. */
async function leftBehindTheWindow(sessions: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hindsight-cleaned-'));
  try {
    await cp(sessions, join(folder, '1'), { recursive: true });
    const tomorrow = { windowMs: 3600_000, nowMs: Date.now() + 24 * 3600_000 };
    await cleanSegments({ segmentsPath: folder, ...tomorrow, log: createLog('silent') });
    return await readdir(folder, { recursive: true });
  } finally {
    await rm(folder, { recursive: true });
  }
}
