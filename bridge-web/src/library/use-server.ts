import { useEffect, useRef, useState } from 'preact/hooks';
import { type ClipOrder, isOver, readOrders, withOrder } from '../clip-orders.ts';
import { tellClipped } from '../clipped-by-other.ts';
import { missedWords } from '../missed-words.ts';
import { openEvents } from '../page-events.ts';
import { signedOut } from '../session.ts';
import { toast } from '../ui/toasts.ts';
import { say } from './texts.ts';

interface Listener {
  /** Connected, also again: what happened meanwhile is to be asked for. */
  onHere(): void;
  /** A clip was made or posted, or it failed. */
  onOver(): void;
}

/** What the server tells while the page is open, and whether it is there at all. */
export function useServer(
  userId: string,
  listener: Listener,
): { orders: ClipOrder[]; away: boolean } {
  const [orders, setOrders] = useState<ClipOrder[]>([]);
  const [away, setAway] = useState(false);
  const current = useRef(listener);
  current.current = listener;
  useEffect(() => {
    const events = openEvents(userId);
    events.listen({
      ready() {
        setAway(false);
        void readOrders().then(setOrders, () => undefined);
        current.current.onHere();
      },
      away: () => setAway(true),
      order(order) {
        setOrders((before) => withOrder(before, order));
        if (isOver(order)) current.current.onOver();
      },
      ended({ error }) {
        const words = error ? say.bufferFailed(error) : say.bufferStopped;
        toast(error ? 'bad' : 'plain', words, { action: TO_SHARE });
      },
      missed: (ending) => void toast('plain', missedWords(ending)),
      clipped: tellClipped,
      signedOut,
    });
    return () => events.close();
  }, [userId]);
  return { orders, away };
}

const TO_SHARE = { label: say.toShare, run: () => location.assign('/share') };
