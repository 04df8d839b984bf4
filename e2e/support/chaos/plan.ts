import { randomFrom } from '../../../server/livekit/test-webhooks.ts';

/** One fault of a plan. */
export interface PlannedFault {
  /** Since its round began. */
  atS: number;
  name: string;
  forS: number;
}

/** Faults, of which each but the first begins while others last or are being got over. Behind the last one it gets calm. */
export type Round = PlannedFault[];

export interface PlanOptions {
  seed: number;
  minutes: number;
  /** Names of faults. */
  kinds: string[];
}

const IN_ROUND = 8;
/** Behind a round: what was begun comes to its end, and is looked at. */
const CALM_S = 40;
const FIRST_AT_S = 2;
/** From one fault to the next: at most, at least, and the steps between. */
const STEPS_S = [12, 11, 10, 9, 8, 7, 6, 5, 4];
/** By so much one outlasts the beginning of the next, or is over before it. */
const ASIDE_S = { least: 1, most: 3 };
/** Whoever begins so soon after the end of another meets its recovery. */
const RECOVERY_S = 10;

/** Each pair of kinds at least once, as far as the time allows for it, and as slowly as it allows; then by chance. */
export function makePlan(options: PlanOptions): Round[] {
  const pairs = pairsOf(options.kinds).length;
  const plans = STEPS_S.map((stepS) => () => planInSteps(stepS, options));
  for (const make of plans) {
    const plan = make();
    if (pairsIn(plan).size === pairs) return plan;
  }
  return planInSteps(STEPS_S.at(-1) ?? 1, options);
}

function planInSteps(stepS: number, { seed, minutes, kinds }: PlanOptions): Round[] {
  const random = randomFrom(seed);
  const left = new Set(pairsOf(kinds));
  const rounds = Math.floor((minutes * 60) / (FIRST_AT_S + stepS * IN_ROUND + CALM_S));

  /** What has not yet been with most of those that are near, and of these what is wanted most elsewhere. */
  function next(near: string[]): string {
    const others = kinds.filter((name) => !near.includes(name));
    const scored = random.shuffled(others.length > 0 ? others : kinds).map((name) => {
      const isLeft = (one: string) => left.has(pairOf(one, name));
      return { name, score: 1000 * near.filter(isLeft).length + kinds.filter(isLeft).length };
    });
    return scored.reduce((best, one) => (one.score > best.score ? one : best)).name;
  }

  return Array.from({ length: Math.max(1, rounds) }, () => {
    const round: Round = [];
    for (let i = 0; i < IN_ROUND; i++) {
      const atS = FIRST_AT_S + i * stepS;
      const near = nearAt(atS, round);
      const name = next(near);
      for (const other of near) left.delete(pairOf(other, name));
      const asideS = ASIDE_S.least + random.below(10 * (ASIDE_S.most - ASIDE_S.least)) / 10;
      const forS = random.below(2) === 0 ? stepS + asideS : Math.max(1, stepS - asideS);
      round.push({ atS, name, forS: Math.round(forS * 10) / 10 });
    }
    return round;
  });
}

/** Those that last then, or have ended a short while before. */
const nearAt = (atS: number, round: Round): string[] =>
  round.filter((one) => one.atS + one.forS + RECOVERY_S > atS).map(({ name }) => name);

/** Of which kinds one met the other in a plan, in either order, each once. */
export function pairsIn(plan: Round[]): Set<string> {
  const met = plan.flatMap((round) =>
    round.flatMap(({ atS, name }, i) =>
      nearAt(atS, round.slice(0, i))
        .filter((other) => other !== name)
        .map((other) => pairOf(other, name)),
    ),
  );
  return new Set(met);
}

export function pairsOf(kinds: string[]): string[] {
  return kinds.flatMap((one, i) => kinds.slice(i + 1).map((other) => pairOf(one, other)));
}

const pairOf = (one: string, other: string) =>
  one < other ? `${one} + ${other}` : `${other} + ${one}`;

/** A line a fault, `12.5 redis down for 4`; `calm` ends a round. */
export function printPlan(plan: Round[]): string {
  const lines = plan.flatMap((round) => [
    ...round.map(({ atS, name, forS }) => `${atS} ${name} for ${forS}`),
    'calm',
  ]);
  return `${lines.join('\n')}\n`;
}

/** What printPlan wrote. @throws Error that names a line which is none of a plan */
export function parsePlan(text: string): Round[] {
  const plan: Round[] = [[]];
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    if (line === 'calm') {
      plan.push([]);
      continue;
    }
    const [, atS, name, forS] = /^([\d.]+) (.+) for ([\d.]+)$/.exec(line) ?? [];
    if (!name) throw new Error(`no line of a plan: ${line}`);
    plan.at(-1)?.push({ atS: Number(atS), name, forS: Number(forS) });
  }
  return plan.filter((round) => round.length > 0);
}
