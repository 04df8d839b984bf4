import type { Recorder } from '../recorder/recorder.ts';
import type { Disk } from './disk.ts';

/** The recorder, where nothing new is begun that there is no room for. @throws RecordingRefused from `start` then */
export function guardedRecorder(recorder: Recorder, disk: Pick<Disk, 'needRoom'>): Recorder {
  return {
    ...recorder,
    async start(request) {
      await disk.needRoom(request);
      return recorder.start(request);
    },
  };
}
