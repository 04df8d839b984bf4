import { UserError } from '../errors.ts';

/** The port behind which screen shares become segments. Both adapters pass recorder.contract.ts. */
export interface Recorder {
  /**
   * Begins to record one share into `folder`, which must not exist yet. Resolves when the recorder
   * has accepted it, not when the first segment is there.
   * @throws RecordingRefused when trying again can't help (a codec that can't be copied, say)
   */
  start(request: RecordingRequest): Promise<Recording>;
  /** Ends a recording and closes its playlist. One that is unknown or has ended is no error. */
  stop(egressId: string): Promise<void>;
  /** Everything that runs, and what ended in the last ten minutes. */
  list(roomName?: string): Promise<Recording[]>;
  /** Called with the room's name whenever a recording there changed its state by itself. */
  onChange(listener: (roomName: string) => void): void;
  /** Ends all recordings, cleanly. */
  close(): Promise<void>;
}

export interface RecordingRequest {
  roomName: string;
  /** The sharer: LiveKit participant identity, which is the Discord user id. */
  userId: string;
  videoTrackId: string;
  /** null when the share has no sound (yet). */
  audioTrackId: string | null;
  /** Absolute path: `{REPLAY_SEGMENTS_PATH}/{userId}/{startedAtMs}`. */
  folder: string;
}

export interface Recording {
  egressId: string;
  roomName: string;
  userId: string;
  videoTrackId: string;
  folder: string;
  state: 'starting' | 'active' | 'ending' | 'complete' | 'failed';
  startedAtMs: number;
  /** When the newest listed segment ends, on the server's clock; null before the first. */
  newestSegmentAtMs: number | null;
  /** Why it failed, for a person. */
  error?: string;
  /** It failed for a cause that trying again can't mend. */
  refused?: boolean;
}

/** Trying again can't help; the message tells the sharer what to do. */
export class RecordingRefused extends UserError {
  override name = 'RecordingRefused';
}
