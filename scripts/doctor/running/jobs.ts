import type { AppState } from '../../../server/http/app-state.ts';
import type { Finding } from '../check.ts';

const NAME = 'jobs';
/** One that was not done for so many periods does not work. */
const PERIODS = 3;

/** A line each: when it ran last, how long that took and what came of it. */
export function judgeJobs(
  { jobs, startedAtMs }: Pick<AppState, 'jobs' | 'startedAtMs'>,
  nowMs: number,
): Finding[] {
  return jobs.map(({ job, everyMs, run }) => {
    // Right after a start nothing can have been done yet.
    const sinceMs = Math.max(run?.doneAtMs ?? 0, startedAtMs);
    const isLate = nowMs - sinceMs > PERIODS * everyMs;
    const says = `${job}: ${run ? told(run, nowMs) : 'has not run yet'}`;
    if (!isLate && run?.state !== 'failed') return { name: NAME, state: 'ok', says };
    const todo = `\`npm run job -- ${job}\` runs it at once and says what is wrong; so does Hindsight's log.`;
    if (!isLate) return { name: NAME, state: 'note', says, todo };
    const since = run?.doneAtMs === undefined ? 'never' : `${ago(run.doneAtMs, nowMs)} ago`;
    return { name: NAME, state: 'missing', says: `${says}; last done ${since}`, todo };
  });
}

type Run = NonNullable<AppState['jobs'][number]['run']>;

function told({ state, says, startedAtMs, tookMs, machine }: Run, nowMs: number): string {
  const since = ago(startedAtMs, nowMs);
  if (state === 'running') return `runs on ${machine}, since ${since}`;
  const took = `took ${((tookMs ?? 0) / 1000).toFixed(1)} s`;
  return `${since} ago on ${machine}, ${took}${state === 'failed' ? ', failed' : ''}: ${says}`;
}

function ago(ms: number, nowMs: number): string {
  const seconds = Math.max(0, Math.round((nowMs - ms) / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
