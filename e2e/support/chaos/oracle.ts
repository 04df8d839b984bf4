import { until } from '../until.ts';
import type { Course } from './course.ts';
import { gapsTold } from './invariants/gaps-told.ts';
import type { Invariant } from './invariants/invariant.ts';
import { noProcessLeft } from './invariants/no-process-left.ts';
import { nothingLeft } from './invariants/nothing-left.ts';
import { nothingWaits } from './invariants/nothing-waits.ts';
import { oneOutcome } from './invariants/one-outcome.ts';
import { orderlyEnd } from './invariants/orderly-end.ts';
import { orderlyLogs } from './invariants/orderly-logs.ts';
import { rightFrames } from './invariants/right-frames.ts';
import { storeAndFiles } from './invariants/store-and-files.ts';
import { isOver, look } from './seen.ts';
import type { Violation } from './violation.ts';

/** Whenever it is calm. */
const CALM = [
  ...[noProcessLeft, oneOutcome, nothingWaits, rightFrames, gapsTold, storeAndFiles],
  orderlyLogs,
];
/** When nobody shares any more, in this order: the last one ends the installation's processes. */
const AT_THE_END = [...CALM, nothingLeft, orderlyEnd];
/** For what was begun while all was broken, ms. */
const OUTCOME_MS = 90_000;

export type Oracle = ReturnType<typeof createOracle>;

/** Stands outside of Hindsight, and says what of its promises is broken. To be asked when nobody does anything. */
export function createOracle(course: Course) {
  const known = new Set<string>();

  /** What takes too long is told by the invariants themselves. */
  async function waitForOutcomes(): Promise<void> {
    for (const typed of course.typed.filter(({ isChecked }) => !isChecked)) {
      await until('it has its outcome', async () => isOver(await look(typed, course)), {
        ...{ timeoutMs: OUTCOME_MS, everyMs: 300 },
      }).catch(() => {});
    }
  }

  async function ask(invariants: Invariant[]): Promise<Violation[]> {
    await waitForOutcomes();
    const found: Violation[] = [];
    for (const invariant of invariants) {
      const broken = await invariant(course).catch((error): Violation[] => [
        { invariant: invariant.name, what: String(error), atMs: Date.now(), ids: [] },
      ]);
      found.push(...broken);
    }
    for (const typed of course.typed) typed.isChecked = true;
    return found.filter(isNew);
  }

  /** What stays broken is told once. */
  function isNew({ invariant, what }: Violation): boolean {
    const key = `${invariant}: ${what}`;
    if (known.has(key)) return false;
    known.add(key);
    return true;
  }

  return { whenCalm: () => ask(CALM), atTheEnd: () => ask(AT_THE_END) };
}
