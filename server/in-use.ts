import { join, relative } from 'node:path';
import type { Calls } from './calls/calls.ts';
import type { HeldSegments } from './clips/held-segments.ts';
import type { Config } from './config.ts';
import type { Previews } from './previews/previews.ts';
import type { Processes } from './processes.ts';
import type { Recorder } from './recorder/recorder.ts';
import type { VoiceRecorder } from './recorder/voices.ts';
import type { Shares } from './shares/shares.ts';

/** What running processes work with on disks and in the bucket: nobody may take that away, whatever the records say. */
export interface InUse {
  /** Since when the oldest runs, ms since the epoch: what was left untouched since then is not being written by them. */
  sinceMs: number;
  /** Those that share their folders with others, by id: each has a folder of its own for temporary files. */
  processes: string[];
  /** Folders of sessions that are being recorded, screens and microphones; paths from `segmentsPath` on. */
  sessions: string[];
  /** Folders for previews, and of those that are open, being opened or being let go; paths from `previewsPath` on. */
  previews: string[];
  /** Ids of orders that segments are just being taken for. */
  held: string[];
}

/** What this process works with. @throws Error when the recorder does not say what it records */
export async function ownInUse(parts: {
  config: Pick<Config, 'segmentsPath' | 'previewsPath'>;
  processes: Pick<Processes, 'id'>;
  store: { isShared: boolean };
  /** Where its own ones are. */
  previewsPath: string;
  recorder: Pick<Recorder, 'list'>;
  voiceRecorder: Pick<VoiceRecorder, 'list'>;
  shares: Pick<Shares, 'rooms'>;
  previews: Pick<Previews, 'inUse'>;
  held: Pick<HeldSegments, 'inUse'>;
}): Promise<InUse> {
  const { config, processes, store, previewsPath } = parts;
  const recordings = await parts.recorder.list();
  // Microphones are recorded only where a screen is.
  const rooms = [...recordings.map(({ roomName }) => roomName), ...(await parts.shares.rooms())];
  const voices = await Promise.all([...new Set(rooms)].map(parts.voiceRecorder.list));
  const sessions = [...recordings, ...voices.flat()].map(({ folder }) => folder);
  const previews = [previewsPath, ...parts.previews.inUse().map((id) => join(previewsPath, id))];
  return {
    sinceMs: Math.floor(performance.timeOrigin),
    processes: store.isShared ? [processes.id] : [],
    sessions: sessions.map((folder) => relative(config.segmentsPath, folder)),
    previews: previews.map((folder) => relative(config.previewsPath, folder)),
    held: parts.held.inUse(),
  };
}

/**
 * What all living processes work with.
 * @param others absent where there are none
 * @throws Error when one that is alive does not say so
 */
export async function allInUse(
  own: () => Promise<InUse>,
  others?: { processes: Pick<Processes, 'others'>; calls: Pick<Calls, 'process'> },
): Promise<InUse> {
  const elsewhere = others ? (await others.processes.others()).map(others.calls.process) : [];
  const all = await Promise.all([own(), ...elsewhere.map((process) => process.inUse())]);
  return {
    sinceMs: Math.min(...all.map(({ sinceMs }) => sinceMs)),
    processes: all.flatMap(({ processes }) => processes),
    sessions: all.flatMap(({ sessions }) => sessions),
    previews: all.flatMap(({ previews }) => previews),
    held: all.flatMap(({ held }) => held),
  };
}
