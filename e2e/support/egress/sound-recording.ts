import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordingOptions } from './recording.ts';
import { startSoundEncoder } from './sound-encoder.ts';
import { joinAsEgress } from './source.ts';

/**
 * A Track Composite Egress without a picture: from a room's one sound to files.
 * @throws Error `track ... not found`
 */
export async function startSoundRecording(options: RecordingOptions) {
  const { request, hls } = options;
  let encoder: Awaited<ReturnType<typeof startSoundEncoder>> | undefined;
  let stored = Promise.resolve();
  const finishing = new AbortController();
  const source = await joinAsEgress({
    ...options.livekit,
    ...{ roomName: request.roomName, egressId: options.egressId },
    ...{ videoTrackId: '', audioTrackId: request.audioTrackId },
    patienceMs: options.delays.trackMissing,
    signal: options.signal,
    onPicture() {},
    onSound: (samples) => encoder?.sound(samples),
    onClosed: options.onClosed,
    onLost: options.onClosed,
  });
  const begun = await startSoundEncoder({
    ...{ segmentS: hls.segmentS, scratch: options.scratch },
    onSegment({ file, startS, endS }) {
      const late = sleep((hls.segmentS - 1) * 1000, undefined, { signal: finishing.signal });
      const shown = late.catch(() => {});
      const startMs = begun.startMs + startS * 1000;
      stored = stored
        .then(() => shown)
        .then(() => hls.add({ file, startMs, durationS: endS - startS }));
      stored.catch(options.onFault);
    },
  });
  encoder = begun;
  options.onActive();

  return {
    async finish() {
      await begun.end();
      finishing.abort();
      await stored.finally(() => source.leave());
    },
    async kill() {
      await source.leave();
      await begun.kill();
    },
  };
}
