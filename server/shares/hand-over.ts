import type { Calls } from '../calls/calls.ts';
import type { Log } from '../log.ts';
import type { Processes } from '../processes.ts';

/** A server that can record more. */
export interface RoomyServer {
  /** Resolves when it has looked at a room, and looks after it if nobody else does. */
  look(roomName: string): Promise<void>;
}

/** The one of the other servers that has most room for a recording; null where all are full or none is there. */
export type FindRoomyServer = () => Promise<RoomyServer | null>;

export function createFindRoomyServer(parts: {
  processes: Pick<Processes, 'others'>;
  calls: Pick<Calls, 'server'>;
  log: Log;
}): FindRoomyServer {
  const { processes, calls, log } = parts;
  return async () => {
    const servers = (await processes.others('server')).map(calls.server);
    const asked = await Promise.allSettled(servers.map((server) => server.fullness()));
    let best: { server: RoomyServer; fullness: number } | null = null;
    for (const [i, answer] of asked.entries()) {
      const server = servers[i];
      if (answer.status === 'rejected' || !server) {
        log.warn(
          { err: Reflect.get(answer, 'reason') },
          'a server does not say whether it has room',
        );
      } else if (answer.value < (best?.fullness ?? 1)) best = { server, fullness: answer.value };
    }
    return best?.server ?? null;
  };
}
