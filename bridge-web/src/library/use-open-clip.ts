import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError } from '../api.ts';
import { signedOut } from '../session.ts';
import { toast } from '../ui/toasts.ts';
import { type Clip, readClip } from './clips.ts';
import type { Feed } from './feed.ts';
import { say } from './texts.ts';

/** Whether a clip that is watched is still there is asked so often, ms. */
const LOOK_MS = 10_000;

interface Wanted {
  /** From the address. */
  id: string | undefined;
  feed: Feed;
  /** How it is now. */
  onRead(clip: Clip): void;
  /** It was deleted, or is not for this person any more. */
  onGone(id: string): void;
}

/** The clip that is open: from the grid or, by its address alone, from the server; closed when it goes. */
export function useOpenClip({ id, feed, onRead, onGone }: Wanted) {
  const [read, setRead] = useState<Clip>();
  const found = feed.clips.find((clip) => clip.id === id) ?? (read?.id === id ? read : undefined);
  const current = useRef({ id, found, onRead, onGone });
  current.current = { id, found, onRead, onGone };

  function gone(): void {
    if (!current.current.id) return;
    toast('bad', current.current.found ? say.gone : say.noSuch);
    current.current.onGone(current.current.id);
  }

  async function look(): Promise<void> {
    if (!id) return;
    try {
      const clip = await readClip(id);
      if (current.current.id !== id) return;
      setRead(clip);
      current.current.onRead(clip);
    } catch (error) {
      if (!(error instanceof ApiError) || current.current.id !== id) return;
      if (error.status === 401) signedOut();
      // Whatever else is wrong may be over by the next time.
      if (error.status === 404 || error.status === 403) gone();
    }
  }

  useEffect(() => {
    setRead(undefined);
    if (!id) return undefined;
    void look();
    const seldom = setInterval(() => document.visibilityState === 'visible' && look(), LOOK_MS);
    return () => clearInterval(seldom);
  }, [id]);

  return {
    /** As it was read last: the one in the grid may be older. */
    clip: read?.id === id ? read : found,
    replace: (clip: Clip) => setRead((before) => (before?.id === clip.id ? clip : before)),
    gone,
    look,
  };
}
