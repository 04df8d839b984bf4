import { createInbox } from './inbox.ts';
import type { Store } from './store/store.ts';

/** A direct message that somebody was told something by; further news of that while can be written below. */
export interface ToldAlert {
  channelId: string;
  messageId: string;
  /** When it was sent, ms since the epoch. */
  atMs: number;
  /** What it says, and how often that was to be said; nothing where it stands alone. */
  lines: { words: string; times: number }[];
}

/** Of what was told earlier nobody asks any more, ms. */
const KEEP_MS = 3600_000;
const MOST = 5;

/** What people were told by direct message of late, and who wants none for a while; kept, so that a restart repeats nothing. */
export type Alerts = ReturnType<typeof createAlerts>;

export function createAlerts(store: Store, now = () => Date.now()) {
  const told = store.records<ToldAlert[]>('alerts');
  const mutes = store.records<number>('alert-mutes');
  /** What was muted waits for their next command. */
  const quiet = createInbox(store, 'muted-alerts');

  return {
    quiet,

    /** Newest first. */
    recentOf: async (userId: string): Promise<ToldAlert[]> => (await told.get(userId)) ?? [],

    /** One that was sent, or says something else now. */
    async note(userId: string, alert: ToldAlert): Promise<void> {
      const others = ((await told.get(userId)) ?? []).filter(
        ({ messageId }) => messageId !== alert.messageId,
      );
      const recent = [alert, ...others].sort((a, b) => b.atMs - a.atMs);
      await told.set(userId, recent.slice(0, MOST), KEEP_MS);
    },

    /** @param forMs how long */
    async mute(userId: string, forMs: number): Promise<void> {
      await mutes.set(userId, now() + forMs, forMs);
    },

    async unmute(userId: string): Promise<void> {
      await mutes.delete(userId);
    },

    /** @returns ms since the epoch; undefined where nothing is muted */
    async mutedUntil(userId: string): Promise<number | undefined> {
      const untilMs = await mutes.get(userId);
      return untilMs !== undefined && untilMs > now() ? untilMs : undefined;
    },

    async forget(userId: string): Promise<void> {
      await Promise.all([told.delete(userId), mutes.delete(userId), quiet.take(userId)]);
    },
  };
}
