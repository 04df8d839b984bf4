import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { openRoomAsks, type RoomAsks } from './room-asks.ts';
import { allRooms, createRoomLeases, type RoomLeases } from './room-leases.ts';

/** Which rooms this server looks after, and how it has the others' looked after. */
export interface OwnRooms {
  leases: RoomLeases;
  /** Absent for one server alone. */
  asks?: RoomAsks;
  /** Lets go of all rooms: other servers go on with them. */
  close(): Promise<void>;
}

/** @param parts.owner names this process among all that share the store */
export async function openOwnRooms(parts: {
  store: Store;
  owner: string;
  log: Log;
}): Promise<OwnRooms> {
  const { store, log } = parts;
  if (!store.isShared) return { leases: allRooms, close: allRooms.close };
  const leases = createRoomLeases(parts);
  const asks = await openRoomAsks({ topics: store.topics, leases, log });
  return {
    leases,
    asks,
    async close() {
      asks.close();
      await leases.close();
    },
  };
}
