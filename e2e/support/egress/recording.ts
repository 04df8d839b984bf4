import { setTimeout as sleep } from 'node:timers/promises';
import type { TrackCompositeEgressRequest } from 'livekit-server-sdk';
import { type Encoder, startEncoder } from './encoder.ts';
import { encodingOf } from './encoding.ts';
import type { Hls } from './hls.ts';
import type { Job } from './messages.ts';
import { type Picture, startPace } from './pace.ts';
import type { Faults } from './settings.ts';
import { joinAsEgress } from './source.ts';

export interface RecordingOptions extends Omit<Job, 'info'> {
  faults: Faults;
  egressId: string;
  request: TrackCompositeEgressRequest;
  hls: Hls;
  /** It shall end: tracks aren't waited for any more. */
  signal: AbortSignal;
  /** The first picture has come. */
  onActive(): void;
  /** The track or the room is gone. */
  onClosed(): void;
  /** A file could not be written. */
  onFault(error: unknown): void;
}

/**
 * From a room to files: decoded, encoded again, stored.
 * @throws Error `track ... not found`
 */
export async function startRecording(options: RecordingOptions) {
  const { request, hls } = options;
  let encoder: Encoder | undefined;
  let pace: ReturnType<typeof startPace> | undefined;
  let beginning: Promise<void> | undefined;
  let stored = Promise.resolve();
  let giveUp: NodeJS.Timeout | undefined;
  const finishing = new AbortController();

  async function begin(first: Picture) {
    encoder = await startEncoder({
      width: first.width,
      height: first.height,
      encoding: encodingOf(request),
      scratch: options.scratch,
      sound: request.audioTrackId !== '',
      segmentS: hls.segmentS,
      onSegment: keep,
    });
    pace = startPace(encoder, first);
    options.onActive();
  }

  /** Segments show up nearly one segment late. */
  function keep({ file, startS, endS }: { file: string; startS: number; endS: number }) {
    const late = sleep((hls.segmentS - 1) * 1000, undefined, { signal: finishing.signal });
    const shown = late.catch(() => {});
    const startMs = (pace?.startMs ?? 0) + startS * 1000;
    const durationS = endS - startS;
    stored = stored.then(() => shown).then(() => hls.add({ file, startMs, durationS }));
    stored.catch(options.onFault);
  }

  const source = await joinAsEgress({
    ...options.livekit,
    roomName: request.roomName,
    egressId: options.egressId,
    videoTrackId: request.videoTrackId,
    audioTrackId: request.audioTrackId,
    patienceMs: options.delays.trackMissing,
    signal: options.signal,
    onPicture(frame) {
      if (options.faults.noPictures) return;
      clearTimeout(giveUp);
      if (pace) pace.picture(frame);
      else beginning ??= begin(frame);
    },
    onSound: (samples) => pace?.sound(samples),
    onClosed: options.onClosed,
    onLost() {
      clearTimeout(giveUp);
      giveUp = setTimeout(options.onClosed, options.delays.black);
      pace?.black();
    },
  });

  return {
    /** Everything that was recorded is stored. @throws Error when a file could not be written */
    async finish() {
      await beginning;
      pace?.stop();
      await encoder?.end();
      finishing.abort();
      await stored.finally(() => source.leave());
    },
    /** Nothing more is stored. */
    async kill() {
      await beginning;
      pace?.stop();
      await source.leave();
      await encoder?.kill();
    },
  };
}
