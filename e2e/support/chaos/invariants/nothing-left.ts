import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { leftOver } from '../../machines/left-over.ts';
import { until } from '../../until.ts';
import { udpSocketsOf } from '../processes.ts';
import { type Invariant, violationsOf } from './invariant.ts';

/** Until it is known everywhere that nobody shares any more, ms. */
const HEARD_MS = 60_000;

/** When nobody shares any more, no socket for media is open; and once all jobs have been there, no file is left. */
export const nothingLeft: Invariant = async ({ installation }) => {
  const { found, note } = violationsOf('nothing left');
  for (const { name, pid } of installation.machines) {
    if (!/^server/.test(name)) continue;
    const isShut = async () => (await udpSocketsOf(pid())).length === 0;
    await until(`${name} hears nobody`, isShut, { timeoutMs: HEARD_MS }).catch(() => {});
    const sockets = await udpSocketsOf(pid());
    if (sockets.length > 0) {
      const all = sockets.join('; ');
      note(`${name} has ${sockets.length} UDP sockets open though nobody shares: ${all}`);
    }
  }
  const { jobs, objects, files, orders } = await leftOver(installation);
  const temporary = await readdir(join(installation.folder, 'tmp'));
  const left = { objects, files, temporary };
  for (const [what, names] of Object.entries(left)) {
    if (names.length > 0) note(`${what} left: ${names.slice(0, 20).join(', ')}`);
  }
  if (orders > 0) note(`${orders} orders are left`);
  for (const [name, says] of Object.entries(jobs)) {
    if (/(deleted|removed|deletes|removes) [1-9]|failed|do not match/.test(says)) {
      note(`the job ${name} had to do something a second time: ${says}`);
    }
  }
  return found;
};
