import type { Fault } from './fault.ts';

/** kill -9 of any process; its supervisor starts it again after a while. */
export const kill: Fault = {
  name: 'kill',
  async begin({ machines }, random) {
    const machine = random.pick(machines.filter(({ isUp }) => isUp()));
    await machine.kill();
    return { what: `kill -9 of ${machine.name}`, end: () => machine.start() };
  },
};
