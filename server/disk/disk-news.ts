import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { Say } from '../words/words.ts';
import type { LedgerSession } from './ledger.ts';
import { roundly } from './shorter-words.ts';
import type { ShortWindow } from './shrunk.ts';

/** A window that is still longer than this part of what is usual is not worth a word. */
const NOTICEABLE = 0.75;
/** Whose newest segment is older shares no more: that their window is whole again is no news, ms. */
const SHARING_MS = 60_000;
/** Who was told that their window is shorter, by when. */
const TOLD = 'disk:told';
const MOST = 10_000;

export type DiskNews = ReturnType<typeof createDiskNews>;

export interface DiskNewsParts {
  store: Store;
  notify: (userId: string, say: Say) => Promise<void>;
  /** As it is now; null where it is whole. */
  shortOf: (userId: string) => Promise<ShortWindow | null>;
  /** How far back they could clip, ms, if there were room. */
  usualOf: (userId: string) => Promise<number>;
  log: Log;
  now?: () => number;
}

/** Tells people when their window has become noticeably shorter, and when it is whole again; each once. */
export function createDiskNews(parts: DiskNewsParts) {
  const { store, notify, shortOf, usualOf, log, now = Date.now } = parts;
  /** Asked each time: another process may have guarded meanwhile. */
  async function known(): Promise<string[]> {
    const { members } = await store.index.page(TOLD, { limit: MOST });
    return members.map(({ member }) => member);
  }

  function send(userId: string, say: Say): void {
    notify(userId, say).catch((err) => {
      log.error({ err, userId }, 'somebody was not told how long their window is');
    });
  }

  async function tellShorter(userId: string): Promise<void> {
    const short = await shortOf(userId);
    const usualMs = await usualOf(userId);
    if (!short || short.keptMs > usualMs * NOTICEABLE) return;
    // First: people are told once.
    await store.index.add(TOLD, userId, now());
    log.warn({ userId, ...short, usualMs }, 'a window is shorter than usual; that is told');
    send(userId, ({ disk, duration }) =>
      disk.shorter(duration(roundly(short.keptMs)), duration(usualMs), disk.because[short.why]),
    );
  }

  async function tellWhole(userId: string, isSharing: boolean): Promise<void> {
    const short = await shortOf(userId);
    const usualMs = await usualOf(userId);
    if (short && short.keptMs < usualMs) return;
    await forget(userId);
    if (isSharing) send(userId, ({ disk, duration }) => disk.whole(duration(usualMs)));
  }

  async function forget(userId: string): Promise<void> {
    await store.index.remove(TOLD, userId);
  }

  return {
    forget,

    /** After each look of the guard. @param losers who lost something by it */
    async tell(losers: Iterable<string>, sessions: LedgerSession[]): Promise<void> {
      const before = await known();
      for (const userId of losers) if (!before.includes(userId)) await tellShorter(userId);
      const sharing = new Set(sessions.filter((one) => isNew(one, now())).map((one) => one.userId));
      for (const userId of before) await tellWhole(userId, sharing.has(userId));
    },
  };
}

function isNew({ segments }: LedgerSession, nowMs: number): boolean {
  return (segments.at(-1)?.endMs ?? 0) > nowMs - SHARING_MS;
}
