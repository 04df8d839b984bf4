import { type Fault, machineOf } from './fault.ts';

/** It takes connections, and says nothing. */
export const redisStopped: Fault = {
  name: 'redis stopped',
  async begin(installation) {
    const machine = machineOf(installation, 'redis');
    const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
      if (machine.isUp()) process.kill(machine.pid(), name);
    };
    signal('SIGSTOP');
    return { what: 'redis stands still', end: async () => signal('SIGCONT') };
  },
};
