import { setTimeout as sleep } from 'node:timers/promises';
import { type NodeShare, shareFromNode } from '../node-sharer.ts';

/** Somebody whose page joins again whenever it is thrown out, as Hindsight's own does. */
export interface Sharer {
  userId: string;
  /** Of the first share; each further one has another. */
  videoTrackId: string;
  /** When each picture was handed over to be sent, ms since the epoch; grows. */
  drawn: readonly number[];
  /** When it was thrown out, which its page shows at once, ms since the epoch; grows. */
  thrownOutMs: readonly number[];
  stop(): Promise<void>;
}

/** For leaving a room, ms. */
const LEAVE_MS = 5000;

export async function keepSharing(
  livekit: { url: string; apiKey: string; apiSecret: string },
  who: { userId: string; roomName: string; card?: number },
): Promise<Sharer> {
  const drawn: number[] = [];
  const thrownOutMs: number[] = [];
  const onDrawn = (atMs: number) => void drawn.push(atMs);
  const begin = () => shareFromNode(livekit, { ...who, onDrawn });
  let share: NodeShare | null = await begin();
  const { videoTrackId } = share;
  let over = false;
  const running = (async () => {
    while (!over) {
      await share?.gone;
      if (!over) thrownOutMs.push(Date.now());
      await share?.stop();
      share = null;
      while (!over && !share) {
        share = await begin().catch(() => null);
        if (!share) await sleep(500);
      }
    }
    // It may have come back just now.
    await share?.stop();
  })();
  return {
    ...{ userId: who.userId, videoTrackId, drawn, thrownOutMs },
    async stop() {
      over = true;
      // One that LiveKit's end has taken out of its room may never hear that it has left.
      const left = share?.stop().then(() => running) ?? running;
      await Promise.race([left, sleep(LEAVE_MS)]);
    },
  };
}
