import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import type { Place, Thing } from './place.ts';

/** Things of one kind, and who owns them. */
export interface OwnedThings {
  /** For people: `session`, `preview`. */
  what: string;
  place: Place;
  /** Which of these something living owns. Asked anew at each look. */
  owned(names: string[]): Promise<Set<string>>;
  /** Whether it is left as it is: what still changes has an owner, whoever that is. All are, when left out. */
  isAtRest?(thing: Thing, name: string): boolean;
}

export interface Swept {
  /** Things that are removed, or would be. */
  removed: number;
  bytes: number;
  /** Those that could not be: the next run tries again. */
  failed: number;
}

/** Names are asked for so many at once. */
const AT_ONCE = 200;

/**
 * Removes what nothing living owns. What has no owner is looked at once more after a pause, and only goes where it has
 * none then either and is just as it was: what is being made has its owner, or has changed, by then.
 */
export async function sweepOrphans(options: {
  kinds: OwnedThings[];
  /** Between the two looks, ms. Longer than what is made may lie there before anybody owns it. */
  pauseMs: number;
  log: Log;
  /** Told of each thing that goes. */
  item(line: string): void;
  /** Only tells. */
  dryRun?: boolean;
}): Promise<Swept> {
  const { kinds, pauseMs, log, item, dryRun = false } = options;
  const total: Swept = { removed: 0, bytes: 0, failed: 0 };
  const found = new Map<OwnedThings, Map<string, Thing>>();
  for (const kind of kinds) found.set(kind, await ownerless(kind, await kind.place.names()));
  if ([...found.values()].every(({ size }) => size === 0)) return total;
  await sleep(pauseMs);
  for (const [kind, before] of found) {
    const again = await ownerless(kind, [...before.keys()]);
    for (const [name, thing] of again) {
      if (!isSame(thing, before.get(name))) continue;
      const where = kind.place.where(name);
      try {
        if (!dryRun) await kind.place.remove(name);
      } catch (err) {
        log.warn({ err, where }, 'what nobody owns could not be removed');
        total.failed += 1;
        continue;
      }
      item(`${kind.what} ${where}, ${thing.bytes} bytes`);
      total.removed += 1;
      total.bytes += thing.bytes;
    }
  }
  return total;
}

async function ownerless(kind: OwnedThings, names: string[]): Promise<Map<string, Thing>> {
  const { place, owned, isAtRest = () => true } = kind;
  const found = new Map<string, Thing>();
  for (let from = 0; from < names.length; from += AT_ONCE) {
    const some = names.slice(from, from + AT_ONCE);
    const owners = await owned(some);
    for (const name of some) {
      if (owners.has(name)) continue;
      const thing = await place.look(name);
      if (thing && isAtRest(thing, name)) found.set(name, thing);
    }
  }
  return found;
}

function isSame(thing: Thing, before: Thing | undefined): boolean {
  return thing.bytes === before?.bytes && thing.changedAtMs === before.changedAtMs;
}
