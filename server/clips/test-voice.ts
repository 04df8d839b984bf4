import type { VoiceFinder } from './voice.ts';

/** For tests: nobody has added a microphone. */
export const NO_VOICE: VoiceFinder = { within: async () => [] };
