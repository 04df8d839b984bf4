import { processesOf } from '../processes.ts';
import { type Invariant, violationsOf } from './invariant.ts';

/** Hindsight's processes end together, in order, and leave none behind. */
export const orderlyEnd: Invariant = async ({ installation }) => {
  const { found, note } = violationsOf('orderly end');
  const ours = installation.machines.filter(({ name }) => /^(server|bot|worker)/.test(name));
  await Promise.all(
    ours.map(async ({ name, close }) => {
      const code = await close();
      if (code !== 0) note(`${name} ended with ${code}`);
    }),
  );
  for (const { pid, command } of await processesOf(installation.folder)) {
    if (installation.machines.some((machine) => machine.pid() === pid)) continue;
    note(`process ${pid} has outlived the installation: ${command.slice(0, 300)}`);
  }
  return found;
};
