import { join } from 'node:path';
import { userFolder } from './folders.ts';

/** Beside a person's sessions: not a number, so none of them. */
export const VOICE = 'voice';

/** Where a person's microphone is recorded: a session's folder for each time that it was switched on. */
export function voiceFolder(segmentsPath: string, userId: string): string {
  return join(userFolder(segmentsPath, userId), VOICE);
}
