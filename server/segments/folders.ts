import { join } from 'node:path';

/** `{segmentsPath}/{userId}`. @throws Error when the id isn't one of Discord's: it becomes a path */
export function userFolder(segmentsPath: string, userId: string): string {
  if (!/^\d{1,20}$/.test(userId)) throw new Error(`"${userId}" is not a user id`);
  return join(segmentsPath, userId);
}
