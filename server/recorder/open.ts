import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { ReadSession } from '../segments/read-session.ts';
import { openBucket } from '../storage/open.ts';
import { createEgressRecorder } from './egress/egress.ts';
import { createEgressVoices } from './egress/voices.ts';
import { createEmbeddedRecorder } from './embedded/recorder.ts';
import { openSpool, type Spool } from './embedded/spool/spool.ts';
import { createEmbeddedVoices } from './embedded/voice/voices.ts';
import type { Recorder } from './recorder.ts';
import type { VoiceRecorder } from './voices.ts';

/** The way of the embedded recorder's sessions into the bucket; null where they lie in local folders. */
export async function openSpoolOf(config: Config, log: Log): Promise<Spool | null> {
  const bucket = openBucket(config);
  if (!bucket) return null;
  const { segmentsPath, dataDir } = config;
  return openSpool({ bucket, segmentsPath, spoolPath: join(dataDir, 'spool'), log });
}

/** The recorder that is configured, and the one for microphones. */
export function openRecorder(
  { recorder: kind, segmentsPath, windowMs, encoding, bucket }: Config,
  livekit: { url: string; apiKey: string; apiSecret: string },
  parts: { ffmpegPath: string; readSession: ReadSession; spool: Spool | null; log: Log },
): { recorder: Recorder; voiceRecorder: VoiceRecorder } {
  const { ffmpegPath, readSession, spool, log } = parts;
  if (kind === 'egress') {
    const options = { livekit, segmentsPath, bucket, readSession, log };
    const recorder = createEgressRecorder({ ...options, encoding });
    return { recorder, voiceRecorder: createEgressVoices(options) };
  }
  const options = { livekit, ffmpegPath, windowMs, log, ...(spool && { folders: spool }) };
  const recorder = createEmbeddedRecorder(options);
  return { recorder, voiceRecorder: createEmbeddedVoices(options) };
}
