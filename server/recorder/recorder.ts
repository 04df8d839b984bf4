import { UserError } from '../errors.ts';

/** The port behind which screen shares become segments. Both adapters pass recorder.contract.ts. */
export interface Recorder {
  /**
   * Begins to record one share into `folder`, which must not exist yet. Resolves when the recorder
   * has accepted it, not when the first segment is there.
   * @throws RecorderBusy when there is no room for one more now
   * @throws RecordingRefused when trying again can't help (a codec that can't be copied, say)
   */
  start(request: RecordingRequest): Promise<Recording>;
  /** Ends a recording and closes its playlist. One that is unknown or has ended is no error. */
  stop(egressId: string): Promise<void>;
  /** Everything that runs, and what ended in the last ten minutes. */
  list(roomName?: string): Promise<Recording[]>;
  /** Called with the room's name whenever a recording there changed its state by itself. */
  onChange(listener: (roomName: string) => void): void;
  /** Lets go: what would die with this process is ended cleanly, what runs elsewhere goes on to be found again. */
  close(): Promise<void>;
}

export interface RecordingRequest {
  roomName: string;
  /** The sharer: LiveKit participant identity, which is the Discord user id. */
  userId: string;
  videoTrackId: string;
  /** null when the share has no sound (yet). */
  audioTrackId: string | null;
  /** What a recorder that encodes again has to aim at. */
  picture: SharedPicture;
  /** Absolute path: `{REPLAY_SEGMENTS_PATH}/{userId}/{startedAtMs}`. */
  folder: string;
}

/** The shared screen as LiveKit announces it. */
export interface SharedPicture {
  /** Pixels; 0 where LiveKit doesn't know them yet. */
  width: number;
  height: number;
  fps: number;
  /** What the sender spends at most; null where it isn't said. */
  bitsPerS: number | null;
}

export interface Recording {
  egressId: string;
  roomName: string;
  userId: string;
  videoTrackId: string;
  /** Of the sound in it; undefined for recorders that take up late sound by themselves. */
  audioTrackId?: string | null;
  folder: string;
  state: 'starting' | 'active' | 'ending' | 'complete' | 'failed';
  startedAtMs: number;
  /** When the newest listed segment ends, on the server's clock; null before the first. */
  newestSegmentAtMs: number | null;
  /** How many segments it has listed so far, also those that are gone by now; absent where that is not known. */
  segments?: number;
  /** The newest stretch that is missing though the share went on, of which its sharer should know. */
  hole?: Hole;
  /** Since when, ms, what is recorded does not get to where it is kept; it waits, and comes there later. */
  unstoredSinceMs?: number;
  /** Since when, on the server's clock, no media can come; it looks for LiveKit, and ends by itself if that is in vain. */
  lostSinceMs?: number;
  /** Why it failed, for a person. */
  error?: string;
  /** It failed for a cause that trying again can't mend. */
  refused?: boolean;
}

/** What is missing in a recording; server's clock, ms since the epoch. */
export interface Hole {
  fromMs: number;
  toMs: number;
  /** Why, for a person. */
  words: string;
}

export function hasEnded({ state }: Pick<Recording, 'state'>): boolean {
  return state === 'complete' || state === 'failed';
}

/** Trying again can't help; the message tells the sharer what to do. */
export class RecordingRefused extends UserError {
  override name = 'RecordingRefused';
}

/** Every recorder is taken: the same start may succeed as soon as another recording ends. */
export class RecorderBusy extends UserError {
  override name = 'RecorderBusy';
}
