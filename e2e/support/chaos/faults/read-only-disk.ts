import { pickDisk } from './disk.ts';
import type { Fault } from './fault.ts';
import { beginOn } from './overlap.ts';

export const readOnlyDisk: Fault = {
  name: 'read-only disk',
  async begin(installation, random) {
    const { name, disk } = pickDisk(installation, random);
    const end = await beginOn(disk.readOnly, null, (all) => disk.readOnly(all.length > 0));
    return { what: `the disk of ${name} may only be read`, end };
  },
};
