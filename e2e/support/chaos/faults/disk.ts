import type { Installation } from '../../machines/installation.ts';
import type { SmallDisk } from '../../mount.ts';
import { pickProcess, type Random } from './fault.ts';

/** The disk of a server, which records, or of a worker, which renders, or of a bot, which uploads. */
export function pickDisk(
  installation: Installation,
  random: Random,
): { name: string; disk: SmallDisk } {
  const [name, { disk }] = pickProcess(installation, random);
  if (!disk) throw new Error('mounting is refused: no process has a disk of its own');
  return { name, disk };
}
