import { jobs as allJobs } from '../jobs/all.ts';
import { startJobs } from '../jobs/scheduler.ts';
import { addDiskGauges } from './disk/disk-gauges.ts';
import { usualWindow } from './disk/usual-window.ts';
import type { Services } from './services.ts';
import type { Reconciler } from './shares/reconcile.ts';
import type { OnClose } from './start-process.ts';

/** From here on recordings are watched, and jobs run. */
export async function startUpkeep(
  services: Services,
  reconciler: Reconciler,
  onClose: OnClose,
): Promise<void> {
  const { config, store, tasks, rules, shares, disk, metrics, notify, log } = services;
  await reconciler.lookAll();
  reconciler.watch();
  disk.tell({ notify, usualOf: (userId) => usualWindow(userId, { shares, rules, config }) });
  disk.watch();
  addDiskGauges(metrics.figures.registry, disk);
  const jobs = startJobs({ config, store, tasks, log });
  onClose(jobs.close);
}

/** Where no server may be on this machine: its own folders are looked after. */
export function startOwnUpkeep(services: Services, onClose: OnClose): void {
  const all = Object.entries(allJobs);
  const jobs = Object.fromEntries(all.filter(([, { per }]) => per === 'machine'));
  onClose(startJobs({ ...services, jobs }).close);
}
