import type { randomFrom } from '../../../../server/livekit/test-webhooks.ts';
import type { Installation } from '../../machines/installation.ts';
import type { Machine } from '../../machines/machine.ts';
import type { Surroundings } from '../../machines/surroundings.ts';

export type Random = ReturnType<typeof randomFrom>;

export interface Begun {
  /** What is wrong, with whom, in words for a log. */
  what: string;
  end(): Promise<void>;
}

/** One kind of trouble, which may begin while any other lasts. */
export interface Fault {
  name: string;
  /** @throws Error where this machine can't have it: for want of a compiler, or of the right to mount */
  begin(installation: Installation, random: Random): Promise<Begun>;
}

/** One of Hindsight's processes of such a role. */
export function pickProcess(
  { surroundings }: Installation,
  random: Random,
  roles: RegExp = /./,
): [name: string, around: Surroundings] {
  return random.pick([...surroundings].filter(([name]) => roles.test(name)));
}

export function machineOf({ machines }: Installation, name: string): Machine {
  const found = machines.find((machine) => machine.name === name);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
}
