import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { jobs } from '../../../jobs/all.ts';
import { createLog } from '../../../server/log.ts';
import { openBucket } from '../../../server/storage/open.ts';
import { openStore } from '../../../server/store/open.ts';
import { configOf, type Installation } from './installation.ts';

const JOB = fileURLToPath(new URL('../../../scripts/job.ts', import.meta.url));
/** What stands for the hour: a window that is over before anybody is tired of waiting. */
const WINDOW_MINUTES = 1;
const OVER_MS = WINDOW_MINUTES * 60_000 + 40_000;

/** What is there when everybody has left and all jobs have been there. */
export interface LeftOver {
  /** Of each job, what it says when it is run once more, by name. */
  jobs: Record<string, string>;
  /** In the bucket, but for finished clips. */
  objects: string[];
  /** Folders and files of processes, in their own folders. */
  files: string[];
  orders: number;
}

/** But for what living processes are known by, and have at hand for some minutes. */
const isLeft = (file: string) => !/\.key$|machine\.id$|alive$|recent-clips\//.test(file);

/** To be called when nobody shares any more. Starts the servers again with a window that is soon over. */
export async function leftOver(installation: Installation): Promise<LeftOver> {
  const { machines, env, folder, servers } = installation;
  const soon = { REPLAY_SEGMENT_CLEANUP_AGE_MINUTES: String(WINDOW_MINUTES) };
  for (const machine of machines) {
    if (!machine.name.startsWith('server')) continue;
    await machine.close();
    await machine.start(soon);
  }
  await sleep(OVER_MS);
  const said: Record<string, string> = {};
  // The second time there is nothing left for them to do.
  for (const round of [1, 2]) {
    for (const name of Object.keys(jobs)) {
      const options = {
        env: { ...process.env, ...env, ...servers[0], ...soon, LOG_LEVEL: 'error' },
      };
      const { stdout } = await promisify(execFile)(process.execPath, [JOB, name], options);
      if (round === 2) said[name] = stdout.trim();
    }
  }
  const config = configOf(installation);
  const objects: string[] = [];
  for await (const { key } of openBucket(config)?.list('') ?? []) {
    if (!key.startsWith('clips/')) objects.push(key);
  }
  const store = await openStore(config, createLog('silent'));
  const orders = await store.index.count('orders');
  await store.close();
  const files: string[] = [];
  for (const { name } of machines.filter((machine) => /^(server|bot|worker)/.test(machine.name))) {
    const own = join(folder, name.replace(' ', '-'));
    const found = await readdir(own, { recursive: true, withFileTypes: true });
    const all = found.filter((entry) => entry.isFile());
    files.push(...all.map((entry) => join(entry.parentPath, entry.name)).filter(isLeft));
  }
  return { jobs: said, objects, files, orders };
}
