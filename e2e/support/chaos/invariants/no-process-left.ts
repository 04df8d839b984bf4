import { setTimeout as sleep } from 'node:timers/promises';
import { type Process, processesOf } from '../processes.ts';
import { type Invariant, violationsOf } from './invariant.ts';

/** For what is just being finished, such as a poster, ms. */
const END_MS = 10_000;

/** Every process lives, none ended by itself, and nothing runs that was to end with its work or its parent. */
export const noProcessLeft: Invariant = async ({ installation }) => {
  const { found, note } = violationsOf('no process left');
  for (const machine of installation.machines) {
    if (machine.isUp()) continue;
    note(`${machine.name} has ended by itself`);
    await machine.start();
  }
  const strays = async () => {
    const own = installation.machines.map(({ pid }) => pid());
    const isShard = ({ parent, command }: Process) =>
      own.includes(parent) && command.endsWith('bot/shards/shard.ts');
    const all = await processesOf(installation.folder);
    return all.filter((one) => !own.includes(one.pid) && !isShard(one));
  };
  let left = await strays();
  for (const endMs = Date.now() + END_MS; left.length > 0 && Date.now() < endMs; ) {
    await sleep(500);
    const now = await strays();
    left = left.filter(({ pid }) => now.some((one) => one.pid === pid));
  }
  for (const { pid, command } of left) note(`process ${pid} still runs: ${command.slice(0, 300)}`);
  return found;
};
