import type { Log } from '../../log.ts';

/** What is compared between two looks: a recording's state by its id, and its room. */
export interface Seen {
  egressId: string;
  roomName: string;
  state: string;
}

export interface Watch {
  /** Looks again and again from now on, until nothing runs. */
  wake(): void;
  close(): void;
}

/**
 * Tells of changes that no webhook told: asks for what runs, every `everyMs`, as long as something does.
 * @param onChange called with the room's name for each change of state and each one that is gone
 */
export function watchRunning(
  listRunning: () => Promise<Seen[]>,
  onChange: (roomName: string) => void,
  { everyMs, log }: { everyMs: number; log: Log },
): Watch {
  let before = new Map<string, Seen>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function look() {
    try {
      const now = new Map((await listRunning()).map((one) => [one.egressId, one]));
      const changed = [...before.values(), ...now.values()].filter(
        ({ egressId }) => before.get(egressId)?.state !== now.get(egressId)?.state,
      );
      before = now;
      if (closed) return;
      for (const room of new Set(changed.map((one) => one.roomName))) onChange(room);
      if (now.size === 0) {
        timer = undefined;
        return;
      }
    } catch (error) {
      log.warn({ err: error }, 'LiveKit did not say what runs; asking again');
    }
    if (!closed) timer = setTimeout(look, everyMs).unref();
  }

  return {
    wake() {
      if (!closed) timer ??= setTimeout(look, everyMs).unref();
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
