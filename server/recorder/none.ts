import type { Recorder } from './recorder.ts';

/** Of a process that records nothing: other ones do. */
export const noRecorder: Recorder = {
  start: () => Promise.reject(new Error('this process records nothing')),
  stop: async () => {},
  list: async () => [],
  onChange: () => {},
  close: async () => {},
};
