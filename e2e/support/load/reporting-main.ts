import { readdir, readFile } from 'node:fs/promises';

/** What the product holds: all of it is to be as before once a load is over. */
export interface Held {
  /** Resident, megabytes. */
  memoryMb: number;
  /** Of JavaScript's objects, those that are still in use; megabytes. */
  heapMb: number;
  /** Open files, sockets and pipes. */
  files: number;
  /** Processes that it has started and that run. */
  children: number;
  /** What keeps Node waiting, by kind. */
  resources: Record<string, number>;
}

/** The product as `npm start` runs it, which tells what it holds when it is sent a message. */
process.on('message', async () => {
  // What only waits to be collected is not held; some of it is let go in a second round only.
  for (let i = 0; i < 2; i += 1) globalThis.gc?.();
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  const { rss, heapUsed } = process.memoryUsage();
  process.send?.({
    ...{ memoryMb: rss / 2 ** 20, heapMb: heapUsed / 2 ** 20, resources },
    files: (await readdir('/proc/self/fd')).length,
    children: await countChildren(),
  } satisfies Held);
});

async function countChildren(): Promise<number> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(
    names.map((name) => readFile(`/proc/${name}/stat`, 'latin1').catch(() => '')),
  );
  // Behind the name, which may have anything in it: state, parent.
  const parents = stats.map((stat) => stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  return parents.filter((parent) => Number(parent) === process.pid).length;
}

await import('../../../server/main.ts');
