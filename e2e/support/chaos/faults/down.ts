import { type Fault, machineOf } from './fault.ts';
import { beginOn } from './overlap.ts';

/** A part is killed, and stays away. */
const down = (name: string): Fault => ({
  name: `${name} down`,
  async begin(installation) {
    const machine = machineOf(installation, name);
    const end = await beginOn(machine, null, (all) =>
      all.length > 0 ? machine.kill() : machine.start(),
    );
    return { what: `${name} is down`, end };
  },
});

export const redisDown = down('redis');
export const s3Down = down('s3');
export const livekitDown = down('livekit');
