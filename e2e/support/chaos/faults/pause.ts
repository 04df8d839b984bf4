import type { Fault } from './fault.ts';

/** SIGSTOP of any process, as when its machine hangs; connections stay open and nobody answers. */
export const pause: Fault = {
  name: 'pause',
  async begin({ machines }, random) {
    const machine = random.pick(machines.filter(({ isUp }) => isUp()));
    const pid = machine.pid();
    process.kill(pid, 'SIGSTOP');
    return {
      what: `SIGSTOP of ${machine.name}`,
      async end() {
        // Another fault may have killed it meanwhile.
        if (machine.isUp() && machine.pid() === pid) process.kill(pid, 'SIGCONT');
      },
    };
  },
};
