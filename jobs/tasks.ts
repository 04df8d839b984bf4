import type { CleanedClips } from '../server/clips/clean.ts';
import type { GuardedDisk } from '../server/disk/disk.ts';
import type { InUse } from '../server/in-use.ts';
import type { CleanedWindows } from '../server/servers/clean-windows.ts';

/** What jobs have the server do, which alone knows its recorder and who is just working on what. */
export interface ServerTasks {
  /** Looks at all rooms. */
  look(dryRun?: boolean): Promise<void>;
  cleanClips(dryRun: boolean): Promise<CleanedClips>;
  cleanWindows(dryRun: boolean): Promise<CleanedWindows>;
  /** @returns ids of the servers whose things are deleted, or would be */
  cleanRemovedServers(dryRun: boolean): Promise<string[]>;
  /** null or nothing where another process does it. */
  guardDisk(dryRun: boolean): Promise<GuardedDisk | null | undefined>;
  /** Of all processes. @throws Error while one of them, or its recorder, does not answer */
  inUse(dryRun?: boolean): Promise<InUse>;
}

export type TaskName = keyof ServerTasks;

export const TASKS = [
  ...(['look', 'cleanClips', 'cleanWindows', 'cleanRemovedServers', 'guardDisk', 'inUse'] as const),
] satisfies TaskName[];

/** Those of a server that is elsewhere: each goes there by `ask`. */
export function remoteTasks(
  ask: (task: TaskName, dryRun: boolean) => Promise<unknown>,
): ServerTasks {
  const tasks = TASKS.map((task) => [task, (dryRun = false) => ask(task, dryRun)]);
  return Object.fromEntries(tasks) as ServerTasks;
}
