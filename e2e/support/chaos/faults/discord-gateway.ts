import type { SandboxControl } from '../../../../sandbox/client.ts';
import type { Fault } from './fault.ts';
import { beginOn } from './overlap.ts';

const DROPS: { says: string; drop(control: SandboxControl): Promise<void> }[] = [
  { says: 'is cut', drop: (control) => control.gateway('drop') },
  { says: 'asks to connect again', drop: (control) => control.gateway('reconnect') },
  { says: 'forgets who was there', drop: (control) => control.invalidate(false) },
];

/** The connections end, and nobody can connect until it is over. */
export const gatewayDrop: Fault = {
  name: 'gateway drop',
  async begin({ sandbox: { control } }, random) {
    const { says, drop } = random.pick(DROPS);
    const end = await beginOn(control.setGateway, null, (all) =>
      control.setGateway({ open: all.length === 0 }),
    );
    await drop(control);
    return { what: `discord's gateway ${says}`, end };
  },
};
