import type { Fault as LineFault } from '../../../../server/storage/bad-line.ts';
import type { Fault, Random } from './fault.ts';
import { beginOn } from './overlap.ts';

interface Trouble {
  what: string;
  /** Of each request. */
  meet(random: Random): LineFault | undefined;
}

const onLine = (name: string, pick: (random: Random) => Trouble): Fault => ({
  name,
  async begin({ s3 }, random) {
    const { what, meet } = pick(random);
    const end = await beginOn(s3, meet, (all) => {
      s3.fault = () => all.at(-1)?.(random);
    });
    return { what, end };
  },
});

export const s3Slow = onLine('s3 slow', (random) => {
  const ms = 200 + random.below(2300);
  return {
    what: `s3 answers after up to ${ms} ms`,
    meet: (each) => ({ delayMs: each.below(ms) }),
  };
});

const REFUSALS = [
  { status: 503, code: 'SlowDown' },
  { status: 503, code: 'ServiceUnavailable' },
  { status: 500, code: 'InternalError' },
];

export const s3Refuses = onLine('s3 refuses', (random) => {
  const refusal = random.pick(REFUSALS);
  return { what: `s3 answers ${refusal.status} ${refusal.code}`, meet: () => refusal };
});

const CUTS: ((random: Random) => LineFault)[] = [
  (random) => ({ cutUpAfter: random.below(4000) }),
  (random) => ({ cutDownAfter: random.below(4000) }),
  (random) => ({ stillAfter: random.below(4000) }),
  () => 'answer lost',
];

export const s3Cut = onLine('s3 cut', (random) => {
  const percent = random.pick([20, 50, 100]);
  return {
    what: `${percent} % of the connections to s3 break half-way`,
    meet: (each) => (each.below(100) < percent ? each.pick(CUTS)(each) : undefined),
  };
});
