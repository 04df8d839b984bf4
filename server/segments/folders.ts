import { basename, join } from 'node:path';

/** `{segmentsPath}/{userId}`. @throws Error when the id isn't one of Discord's: it becomes a path */
export function userFolder(segmentsPath: string, userId: string): string {
  if (!/^\d{1,20}$/.test(userId)) throw new Error(`"${userId}" is not a user id`);
  return join(segmentsPath, userId);
}

/** Of one person's sessions: whether some name a session that another process may find below another path. */
export function isAmong(folder: string, only: string[]): boolean {
  const name = basename(folder);
  return only.some((one) => basename(one) === name);
}
