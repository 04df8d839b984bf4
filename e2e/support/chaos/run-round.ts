import { setTimeout as sleep } from 'node:timers/promises';
import type { Course, Happening } from './course.ts';
import type { Fault, Random } from './faults/index.ts';
import type { PlannedFault, Round } from './plan.ts';
import type { Violation } from './violation.ts';

/** What a fault says that can't be had on this machine. */
const NOT_HERE = /mounting is refused|no compiler/;

/** Has the faults of a round come and go. @returns those that could not begin or end, which is told like a violation */
export async function runRound(
  round: Round,
  {
    course,
    faults,
    random,
    say,
  }: { course: Course; faults: Fault[]; random: Random; say(line: string): void },
): Promise<Violation[]> {
  const troubles: Violation[] = [];

  async function run({ atS, name, forS }: PlannedFault): Promise<void> {
    const fault = faults.find((one) => one.name === name);
    if (!fault) throw new Error(`there is no fault ${name}`);
    await sleep(atS * 1000);
    const happening: Happening = { name, what: '', fromMs: Date.now() };
    course.happenings.push(happening);
    try {
      const { what, end } = await fault.begin(course.installation, random);
      happening.what = what;
      say(`${name}: ${what}`);
      await sleep(forS * 1000);
      await end();
      say(`${name}: over`);
    } catch (error) {
      if (NOT_HERE.test(`${error}`)) {
        course.happenings.splice(course.happenings.indexOf(happening), 1);
        return say(`${name} is left out: ${error}`);
      }
      troubles.push({
        ...{ invariant: 'faults end', atMs: Date.now(), ids: [] },
        what: `${error}`,
      });
    }
    happening.toMs = Date.now();
  }

  await Promise.all(round.map(run));
  return troubles;
}
