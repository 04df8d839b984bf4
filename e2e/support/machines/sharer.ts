import { setTimeout as sleep } from 'node:timers/promises';
import { type NodeShare, shareFromNode } from '../node-sharer.ts';

/** Somebody whose page joins again whenever it is thrown out, as Hindsight's own does. */
export interface Sharer {
  userId: string;
  stop(): Promise<void>;
}

/** For leaving a room, ms. */
const LEAVE_MS = 5000;

export async function keepSharing(
  livekit: { url: string; apiKey: string; apiSecret: string },
  who: { userId: string; roomName: string },
): Promise<Sharer> {
  let share: NodeShare | null = await shareFromNode(livekit, who);
  let over = false;
  const running = (async () => {
    while (!over) {
      await share?.gone;
      await share?.stop();
      share = null;
      while (!over && !share) {
        share = await shareFromNode(livekit, who).catch(() => null);
        if (!share) await sleep(500);
      }
    }
  })();
  return {
    userId: who.userId,
    async stop() {
      over = true;
      // One that LiveKit's end has taken out of its room may never hear that it has left.
      const left = share?.stop().then(() => running) ?? running;
      await Promise.race([left, sleep(LEAVE_MS)]);
    },
  };
}
