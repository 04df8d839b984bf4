import { type Fault, pickProcess } from './fault.ts';
import { beginOn } from './overlap.ts';

/** As after a long time without NTP, s. */
const FARTHEST_S = 90;

export const clockStep: Fault = {
  name: 'clock step',
  async begin(installation, random) {
    const [name, { perturbed }] = pickProcess(installation, random);
    if (!perturbed) throw new Error('no compiler: no clock can be set');
    const seconds = 1 + random.below(FARTHEST_S);
    const ahead = random.pick([true, false]);
    const end = await beginOn(perturbed.setClock, ahead ? seconds : -seconds, (all) =>
      perturbed.setClock(1000 * all.reduce((sum, each) => sum + each, 0)),
    );
    return { what: `the clock of ${name} steps ${seconds} s ${ahead ? 'forward' : 'back'}`, end };
  },
};
