import type { Recorder } from '../recorder/recorder.ts';
import type { Figures } from './registry.ts';

/** How the recorder is. */
export function recordingFigures({ gauge, beforeRender }: Figures) {
  const running = gauge('recordings', 'Recordings that run.');
  const lost = gauge('recordings_lost', 'Recordings that have lost LiveKit and look for it.');
  const age = gauge(
    'newest_segment_age_seconds',
    'Age of the newest listed segment of the recording that is furthest behind.',
  );

  return {
    /** To be told once, by the process that records. */
    watchRecordings(recorder: Pick<Recorder, 'list'>): void {
      beforeRender(async () => {
        // While the recorder does not answer, all other figures are good all the same.
        const list = await recorder.list().catch(() => null);
        const active = list?.filter(({ state }) => state === 'active');
        const behindMs = active?.map(
          ({ newestSegmentAtMs, startedAtMs }) => Date.now() - (newestSegmentAtMs ?? startedAtMs),
        );
        const missing = Number.NaN;
        running.set(active?.length ?? missing);
        lost.set(active?.filter((one) => one.lostSinceMs !== undefined).length ?? missing);
        age.set(behindMs ? Math.max(0, ...behindMs) / 1000 : missing);
      });
    },
  };
}
