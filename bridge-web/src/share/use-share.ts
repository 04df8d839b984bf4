import { useEffect, useState } from 'preact/hooks';
import { openEvents, type PageEvents } from '../page-events.ts';
import { Share, type ShareState } from './share.ts';

interface Props {
  userId: string;
  channelId: string;
  windowMs: number;
}

/** One share for as long as the page is open, and what it is like right now. */
export function useShare({ userId, channelId, windowMs }: Props): {
  share: Share;
  events: PageEvents;
  state: ShareState;
} {
  const [events] = useState(() => openEvents(userId));
  const [share] = useState(() => new Share({ userId, channelId, windowMs, events }));
  const [state, setState] = useState(share.state);
  const sharing = state.phase === 'sharing';
  useEffect(() => share.listen(setState), [share]);
  useEffect(() => {
    const leave = () => share.leave();
    addEventListener('pagehide', leave);
    return () => {
      removeEventListener('pagehide', leave);
      share.close();
      events.close();
    };
  }, [share, events]);
  useEffect(() => {
    if (!sharing) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [sharing]);
  return { share, events, state };
}
