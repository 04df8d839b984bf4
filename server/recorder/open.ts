import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { ReadSession } from '../segments/read-session.ts';
import { createEgressRecorder } from './egress/egress.ts';
import { createEmbeddedRecorder } from './embedded/recorder.ts';
import type { Recorder } from './recorder.ts';

/** The recorder that is configured. */
export function openRecorder(
  { recorder, segmentsPath, windowMs, encoding }: Config,
  livekit: { url: string; apiKey: string; apiSecret: string },
  ffmpegPath: string,
  readSession: ReadSession,
  log: Log,
): Recorder {
  return recorder === 'egress'
    ? createEgressRecorder({ livekit, segmentsPath, encoding, readSession, log })
    : createEmbeddedRecorder({ livekit, ffmpegPath, windowMs, log });
}
