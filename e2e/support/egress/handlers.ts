import { until } from '../until.ts';
import type { Hub } from './hub.ts';

/** Faults of handler processes: of one egress, or of every one that runs. */
export interface Handlers {
  /** The egresses that have a process. */
  running(): string[];
  /** SIGKILL. */
  kill(egressId?: string): Promise<void>;
  /** SIGSTOP: it is there, and does nothing. */
  freeze(egressId?: string): void;
  /** SIGCONT. */
  thaw(egressId?: string): void;
  /** The machine is overloaded: its service ends the biggest one (the oldest, here) as "Process killed". */
  overload(egressId?: string): void;
}

export function createHandlers(hub: Hub): Handlers {
  const chosen = (egressId?: string) =>
    [...hub.handlers.values()].filter((one) => !egressId || one.egressId === egressId);
  const signal = (name: NodeJS.Signals, egressId?: string) => {
    for (const { pid } of chosen(egressId)) process.kill(pid, name);
  };
  return {
    running: () => [...hub.handlers.keys()],
    async kill(egressId) {
      const killed = chosen(egressId);
      signal('SIGKILL', egressId);
      const gone = () => killed.every((one) => hub.handlers.get(one.egressId) !== one);
      await until('the handlers are gone', gone);
    },
    freeze: (egressId) => signal('SIGSTOP', egressId),
    thaw: (egressId) => signal('SIGCONT', egressId),
    overload(egressId) {
      const biggest = chosen(egressId)[0];
      if (!biggest) return;
      for (const service of hub.services) {
        service.send({ type: 'overload', egressId: biggest.egressId });
      }
    },
  };
}
