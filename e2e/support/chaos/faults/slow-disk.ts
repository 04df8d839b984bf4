import { type Fault, pickProcess } from './fault.ts';
import { beginOn } from './overlap.ts';

export const slowDisk: Fault = {
  name: 'slow disk',
  async begin(installation, random) {
    const [name, { perturbed }] = pickProcess(installation, random);
    if (!perturbed) throw new Error('no compiler: nothing can slow a disk down');
    const ms = 20 + random.below(180);
    const end = await beginOn(perturbed.setDisk, ms, (all) => perturbed.setDisk(all.at(-1) ?? 0));
    return { what: `each call to the disk of ${name} takes ${ms} ms`, end };
  },
};
