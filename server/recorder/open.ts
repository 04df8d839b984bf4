import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { createEgressRecorder } from './egress/egress.ts';
import { createEmbeddedRecorder } from './embedded/recorder.ts';
import type { Recorder } from './recorder.ts';

/** The recorder that is configured. */
export function openRecorder(
  { recorder, segmentsPath, windowMs }: Config,
  livekit: { url: string; apiKey: string; apiSecret: string },
  ffmpegPath: string,
  log: Log,
): Recorder {
  return recorder === 'egress'
    ? createEgressRecorder({ livekit, segmentsPath, log })
    : createEmbeddedRecorder({ livekit, ffmpegPath, windowMs, log });
}
