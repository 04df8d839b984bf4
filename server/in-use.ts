import type { HeldSegments } from './clips/held-segments.ts';
import type { Previews } from './previews/previews.ts';
import type { Recorder } from './recorder/recorder.ts';
import type { VoiceRecorder } from './recorder/voices.ts';
import type { Shares } from './shares/shares.ts';

/** What the running server works with on the disk: nobody may take that away, whatever the records say. */
export interface InUse {
  /** Since when it runs, ms since the epoch: temporary files that were left untouched since then are not its own. */
  sinceMs: number;
  /** Folders of sessions that are being recorded, screens and microphones. Absolute paths. */
  sessions: string[];
  /** Ids of previews that are open, being opened or being let go. */
  previews: string[];
  /** Ids of orders that segments are just being taken for. */
  held: string[];
}

/** @throws Error when the recorder does not say what it records */
export async function findInUse(parts: {
  recorder: Pick<Recorder, 'list'>;
  voiceRecorder: Pick<VoiceRecorder, 'list'>;
  shares: Pick<Shares, 'rooms'>;
  previews: Pick<Previews, 'inUse'>;
  held: Pick<HeldSegments, 'inUse'>;
}): Promise<InUse> {
  const recordings = await parts.recorder.list();
  // Microphones are recorded only where a screen is.
  const rooms = [...recordings.map(({ roomName }) => roomName), ...(await parts.shares.rooms())];
  const voices = await Promise.all([...new Set(rooms)].map(parts.voiceRecorder.list));
  return {
    sinceMs: Math.floor(performance.timeOrigin),
    sessions: [...recordings, ...voices.flat()].map(({ folder }) => folder),
    previews: parts.previews.inUse(),
    held: parts.held.inUse(),
  };
}
