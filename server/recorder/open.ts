import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { ReadSession } from '../segments/read-session.ts';
import { createEgressRecorder } from './egress/egress.ts';
import { createEgressVoices } from './egress/voices.ts';
import { createEmbeddedRecorder } from './embedded/recorder.ts';
import type { MakeRoom } from './embedded/segments/with-room.ts';
import { createEmbeddedVoices } from './embedded/voice/voices.ts';
import type { Recorder } from './recorder.ts';
import type { VoiceRecorder } from './voices.ts';

/** The recorder that is configured, and the one for microphones. */
export function openRecorder(
  { recorder: kind, segmentsPath, windowMs, encoding }: Config,
  livekit: { url: string; apiKey: string; apiSecret: string },
  ffmpegPath: string,
  readSession: ReadSession,
  log: Log,
  makeRoom?: MakeRoom,
): { recorder: Recorder; voiceRecorder: VoiceRecorder } {
  if (kind === 'egress') {
    const options = { livekit, segmentsPath, readSession, log };
    const recorder = createEgressRecorder({ ...options, encoding });
    return { recorder, voiceRecorder: createEgressVoices(options) };
  }
  const options = { livekit, ffmpegPath, windowMs, makeRoom, log };
  const recorder = createEmbeddedRecorder(options);
  return { recorder, voiceRecorder: createEmbeddedVoices(options) };
}
