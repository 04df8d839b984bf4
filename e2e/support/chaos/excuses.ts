import type { Happening } from './course.ts';
import type { Span } from './spans.ts';

/**
 * What a fault may cost those outside: pictures that nobody records, a command that the bot never gets to hear of
 * (Discord says so), one that ends in a sentence and no clip, and the right time.
 */
export type Cost = 'pictures' | 'hearing' | 'clips' | 'time';

/** By name and words; the first that fits. What a fault costs beyond that is a violation. */
const COSTS: [which: RegExp, costs: Cost[]][] = [
  [/^(kill|pause): .* of worker/, []],
  [/^(kill|pause): .* of (server|livekit)/, ['pictures']],
  [/^(kill|pause): .* of bot/, ['hearing']],
  // Where a server's lease of a room ends meanwhile, another one begins anew.
  [/^(kill|pause): .* of redis/, ['pictures', 'clips']],
  [/^(kill|pause): .* of s3/, ['clips']],
  [/^\S+ disk: .* of server/, ['pictures', 'clips']],
  [/^\S+ disk: /, ['clips']],
  [/^(livekit|packet|network)/, ['pictures']],
  [/^(gateway|discord)/, ['hearing', 'clips']],
  [/^dm refusal/, []],
  [/^redis/, ['pictures', 'clips']],
  [/^(s3|connections)/, ['clips']],
  [/^clock step: .* of worker/, ['clips']],
  [/^clock step: .* of bot/, ['hearing', 'clips', 'time']],
  [/^clock step: .* of server/, ['pictures', 'clips', 'time']],
  [/^busy machine/, ['pictures', 'hearing', 'clips']],
];
/** Of what is not among them. */
const EVERYTHING: Cost[] = ['pictures', 'hearing', 'clips', 'time'];

/** By so much later everything is as it was before, ms. */
export const RECOVERY_MS = 15_000;
/** What was filmed before a fault and not yet written when it came, ms. */
const BEING_WRITTEN_MS = 3500;

export function costsOf({ name, what }: Pick<Happening, 'name' | 'what'>): Cost[] {
  return COSTS.find(([which]) => which.test(`${name}: ${what}`))?.[1] ?? EVERYTHING;
}

/** When something may have been lost by faults. */
export function excusedFor(cost: Cost, happenings: Happening[]): Span[] {
  return happenings
    .filter((one) => costsOf(one).includes(cost))
    .map(({ what, fromMs, toMs = Number.POSITIVE_INFINITY }) => {
      // What a wrong clock has put down lies so far from where it belongs.
      const offMs = 1000 * Number(/clock .* steps (\d+) s/.exec(what)?.[1] ?? 0);
      return {
        fromMs: fromMs - offMs - BEING_WRITTEN_MS,
        toMs: toMs + offMs + RECOVERY_MS,
      };
    });
}
