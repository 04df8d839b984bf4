import type { BoundedRecorder } from '../recorder/bounded-recorder.ts';
import type { Recorder, Recording } from '../recorder/recorder.ts';
import type { Figures } from './registry.ts';

/** How the recorder is. */
export function recordingFigures({ counter, gauge, beforeRender }: Figures) {
  const running = gauge('recordings', 'Recordings that run.');
  const lost = gauge('recordings_lost', 'Recordings that have lost LiveKit and look for it.');
  const unstored = gauge(
    'recordings_unstored',
    'Recordings that wait on the local disk, because the bucket is away.',
  );
  const age = gauge(
    'newest_segment_age_seconds',
    'Age of the newest listed segment of the recording that is furthest behind.',
  );

  const load = gauge(
    'recorder_load',
    'How full this process is for further shares, as a part of what there is: at 1 they wait.',
    ['of'],
  );

  const segments = counter('segments_written_total', 'Segments that recordings have listed.');
  /** How many of each recording are counted already, as long as it is listed. */
  let counted: Map<string, number> | undefined;

  function countSegments(list: Recording[]): void {
    const now = new Map<string, number>();
    for (const { egressId, segments: listed = 0 } of list) {
      // What is there at the first look was counted by the process before; a playlist that can't be read for a moment
      // does not count twice afterwards.
      const seen = counted ? (counted.get(egressId) ?? 0) : listed;
      now.set(egressId, Math.max(seen, listed));
      segments.inc(Math.max(0, listed - seen));
    }
    counted = now;
  }

  return {
    /** Of a recorder in this process. */
    watchCapacity(recorder: Pick<BoundedRecorder, 'load'>): void {
      beforeRender(async () => {
        for (const [of, part] of Object.entries(await recorder.load())) load.set({ of }, part);
      });
    },

    /** To be told once, by the process that records. */
    watchRecordings(recorder: Pick<Recorder, 'list'>): void {
      beforeRender(async () => {
        // While the recorder does not answer, all other figures are good all the same.
        const list = await recorder.list().catch(() => null);
        if (list) countSegments(list);
        const active = list?.filter(({ state }) => state === 'active');
        const behindMs = active?.map(
          ({ newestSegmentAtMs, startedAtMs }) => Date.now() - (newestSegmentAtMs ?? startedAtMs),
        );
        const missing = Number.NaN;
        running.set(active?.length ?? missing);
        lost.set(active?.filter((one) => one.lostSinceMs !== undefined).length ?? missing);
        unstored.set(list?.filter((one) => one.unstoredSinceMs !== undefined).length ?? missing);
        age.set(behindMs ? Math.max(0, ...behindMs) / 1000 : missing);
      });
    },
  };
}
