import type { Recording } from './recorder.ts';

/**
 * The port behind which sharers' microphones become segments of sound, each in a folder of its own: it comes and goes
 * without touching the picture.
 */
export interface VoiceRecorder {
  /**
   * Begins to record one microphone into `folder`, which must not exist yet.
   * @throws RecorderBusy, RecordingRefused as Recorder.start
   */
  start(request: VoiceRequest): Promise<VoiceRecording>;
  /** One that is unknown or has ended is no error. */
  stop(egressId: string): Promise<void>;
  /** Everything that runs, and what ended lately. */
  list(roomName: string): Promise<VoiceRecording[]>;
  /** Called with the room's name whenever a recording there changed its state by itself. */
  onChange(listener: (roomName: string) => void): void;
  /** As Recorder.leave. */
  leave?(roomName: string): Promise<void>;
  /** As Recorder.close. */
  close(): Promise<void>;
}

export interface VoiceRequest {
  roomName: string;
  /** The sharer: LiveKit participant identity, which is the Discord user id. */
  userId: string;
  trackId: string;
  /** Absolute path, see segments/voice-folder.ts. */
  folder: string;
}

export interface VoiceRecording
  extends VoiceRequest,
    Pick<Recording, 'egressId' | 'state' | 'newestSegmentAtMs' | 'lostSinceMs' | 'error'> {}
