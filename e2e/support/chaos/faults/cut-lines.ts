import type { Surroundings } from '../../machines/surroundings.ts';
import type { Way } from '../../network/line.ts';
import { type Fault, pickProcess, type Random } from './fault.ts';
import { beginOn } from './overlap.ts';

type LineName = keyof Pick<Surroundings, 'redis' | 'internal'>;

/** Of a handful of commands. */
const LONGEST_BYTES = 20_000;

const CUTS: { says: string; way(random: Random): Way; forgets?: boolean }[] = [
  { says: 'is broken', way: () => 'broken' },
  { says: 'is silent', way: () => 'silent' },
  {
    says: 'breaks again and again',
    way: (random) => ({ breaksAfter: random.below(LONGEST_BYTES) }),
  },
  { says: 'has forgotten its connections', way: () => 'whole', forgets: true },
];

/** Of one process only: the others go on. */
const cut = (name: string, which: LineName, nameWay: (whose: string) => string): Fault => ({
  name,
  async begin(installation, random) {
    const [whose, around] = pickProcess(installation, random);
    const line = around[which];
    const { says, way, forgets } = random.pick(CUTS);
    if (forgets) line.forget();
    const end = await beginOn(line, way(random), (all) => line.set(all.at(-1) ?? 'whole'));
    return { what: `the way ${nameWay(whose)} ${says}`, end };
  },
});

export const redisCut = cut('redis cut', 'redis', (whose) => `from ${whose} to redis`);
export const connectionsCut = cut(
  'connections cut',
  'internal',
  (whose) => `from the others to ${whose}`,
);
