import type { Store } from '../store/store.ts';
import type { Cut, Scope, Why } from './guard-disk.ts';

/** How far back one can still clip, ms, and which limit it is that shortens that. */
export interface ShortWindow {
  keptMs: number;
  why: Why;
}

/** The guard says so anew at every look; when it has died, nobody is refused for long. */
const TIGHT_MS = 30_000;

/** What the guard has cut and where nothing new may begin, as every process sees it. */
export function createShrunk(
  store: Store,
  { windowMs, now = Date.now }: { windowMs: number; now?: () => number },
) {
  // After a whole window everything is as if nothing had been cut.
  const cuts = store.records<Cut>('disk-cuts');
  const tight = store.records<Why>('disk-tight');

  return {
    cut: (cut: Cut) => cuts.set(cut.scope, cut, windowMs),
    setTight: (scope: Scope, why: Why) => tight.set(scope, why, TIGHT_MS),
    endTight: (scope: Scope) => tight.delete(scope),

    /** The shortest window of these; null where they are whole. */
    async of(scopes: Scope[]): Promise<ShortWindow | null> {
      const found = await Promise.all(scopes.map((scope) => cuts.get(scope)));
      const [latest] = found.filter((cut) => cut !== undefined).sort(latestFirst);
      const keptMs = latest ? Math.max(0, now() - latest.untilMs) : windowMs;
      return latest && keptMs < windowMs ? { keptMs, why: latest.why } : null;
    },

    /** Why nothing new may begin in one of these; undefined where it may. */
    async tightIn(scopes: Scope[]): Promise<Why | undefined> {
      const found = await Promise.all(scopes.map((scope) => tight.get(scope)));
      return found.find((why) => why !== undefined);
    },

    async forgetPerson(userId: string): Promise<void> {
      await Promise.all([cuts.delete(`person:${userId}`), tight.delete(`person:${userId}`)]);
    },
  };
}

function latestFirst(a: Cut, b: Cut): number {
  return b.untilMs - a.untilMs;
}
