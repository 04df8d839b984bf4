/** How the tabs of one browser tell one another who shares. */
export interface Takeover {
  /** This tab shares now. */
  announce(): void;
  close(): void;
}

interface Notice {
  userId: string;
  tabId: string;
}

/**
 * LiveKit puts out a second tab in the same room by itself. A tab that has no connection just then, or shares
 * for another channel, hears of it only here, and would otherwise fight for the share later.
 * @param taken another tab of this person shares now
 */
export function watchTakeover(userId: string, taken: () => void): Takeover {
  const others = new BroadcastChannel('hindsight.share');
  const tabId = crypto.randomUUID();
  others.addEventListener('message', ({ data }: MessageEvent<Notice>) => {
    if (data.userId === userId && data.tabId !== tabId) taken();
  });
  return {
    announce: () => others.postMessage({ userId, tabId } satisfies Notice),
    close: () => others.close(),
  };
}
