import { setTimeout as sleep } from 'node:timers/promises';
import { randomFrom } from '../../../server/livekit/test-webhooks.ts';
import { type Installation, startInstallation } from '../machines/installation.ts';
import type { Course } from './course.ts';
import { RECOVERY_MS } from './excuses.ts';
import type { Fault } from './faults/index.ts';
import { beginToShare, findMembers, type Member, stopSharing, untilAllCanClip } from './members.ts';
import { createOracle, type Oracle } from './oracle.ts';
import type { Round } from './plan.ts';
import { describeViolation, keepLogs } from './report.ts';
import { runRound } from './run-round.ts';
import { keepTyping, type } from './typist.ts';
import type { Violation } from './violation.ts';
import { BUSY, watchMachine } from './watch-machine.ts';

export interface ChaosOptions {
  seed: number;
  plan: Round[];
  faults: Fault[];
  /** Whether it is waited until nothing should be left over. */
  andAfter: boolean;
  /** Before anybody stops to share; what the oracle finds then is not in the outcome. */
  inCalm?(course: Course, oracle: Oracle): Promise<void>;
  say(line: string): void;
  /** Aborted: everything is closed, and the run fails. */
  signal?: AbortSignal;
}

/** What came of a run. */
export interface ChaosOutcome {
  violations: Violation[];
  commands: number;
  clips: number;
}

/** As many as on a small cluster, without limits to how many clips somebody may order. */
const COUNTS = { servers: 3, workers: 2, bots: 2, env: { CLIPS_PER_PERSON: '0' } };
/** A clip that was typed behind the recovery reaches no further back. */
const CLIP_MS = 6500;
const REST_MS = 3000;
const LATEST_REST_MS = 20_000;

/** The whole product goes on while the faults of a plan come and go; behind each round the oracle is asked. */
export async function runChaos(options: ChaosOptions): Promise<ChaosOutcome> {
  const { signal } = options;
  const installation = await startInstallation(COUNTS);
  const aborted = Promise.withResolvers<never>();
  aborted.promise.catch(() => {});
  signal?.addEventListener('abort', () => aborted.reject(signal.reason));
  try {
    signal?.throwIfAborted();
    return await Promise.race([runOn(installation, options), aborted.promise]);
  } finally {
    await installation.close();
  }
}

async function runOn(installation: Installation, options: ChaosOptions): Promise<ChaosOutcome> {
  const { seed, plan, faults, andAfter } = options;
  const random = randomFrom(seed);
  const members = await findMembers(installation);
  const course: Course = { seed, installation, members, happenings: [], typed: [] };
  const oracle = createOracle(course);
  const stopWatching = watchMachine(course.happenings);
  const violations: Violation[] = [];
  const beganMs = Date.now();
  const say = (line: string) => {
    options.say(`${((Date.now() - beganMs) / 1000).toFixed(1).padStart(7)}  ${line}`);
  };
  async function tell(found: Violation[]): Promise<void> {
    violations.push(...found);
    for (const one of found) options.say(await describeViolation(one, course));
  }

  try {
    await Promise.all(members.map((member) => beginToShare(member, installation)));
    await untilAllCanClip(members, installation);
    for (const [i, round] of plan.entries()) {
      say(`round ${i + 1} of ${plan.length}`);
      const over = new AbortController();
      // Each has its chances of its own: what others do must not change them.
      const typing = members.map((member) => {
        const own = { random: randomFrom(random.below(1 << 30)), signal: over.signal };
        return keepTyping(member, course, own);
      });
      const inRound = { course, faults, random: randomFrom(random.below(1 << 30)), say };
      const [troubles] = await Promise.all([
        runRound(round, inRound),
        shareAnew(random.pick(members), random.below(LATEST_REST_MS)),
      ]);
      over.abort();
      await Promise.all(typing);
      await sleep(RECOVERY_MS + CLIP_MS);
      await Promise.all(members.map((member) => type(member, course, { to: 'here' })));
      await tell([...troubles, ...(await oracle.whenCalm())]);
      say(`calm: ${course.typed.length} commands, ${violations.length} violations until now`);
    }
    await options.inCalm?.(course, oracle);
    await Promise.all(members.map(stopSharing));
    if (andAfter) {
      await sleep(RECOVERY_MS);
      await tell(await oracle.atTheEnd());
    }
  } catch (error) {
    options.say(`the logs are in ${await keepLogs(course)}`);
    throw error;
  } finally {
    stopWatching();
    await Promise.all(members.map(({ sharers }) => sharers.at(-1)?.stop()));
  }
  if (violations.length > 0) options.say(`the logs are in ${await keepLogs(course)}`);
  const busyMs = course.happenings
    .filter(({ name }) => name === BUSY)
    .reduce((sum, { fromMs, toMs = fromMs }) => sum + toMs - fromMs, 0);
  say(`for ${Math.round(busyMs / 1000)} s the machine was too busy for anything to be in time`);
  const clips = course.typed.filter(({ clip }) => clip).length;
  return { violations, commands: course.typed.length, clips };

  /** Once in a round. */
  async function shareAnew(member: Member, afterMs: number): Promise<void> {
    await sleep(afterMs);
    say(`${member.as} stops sharing`);
    await stopSharing(member);
    await sleep(REST_MS);
    await beginToShare(member, installation).catch((error) =>
      tell([
        {
          ...{ invariant: 'shares begin', what: `the share of ${member.as} ${error}` },
          ...{ atMs: Date.now(), ids: [member.userId, member.roomName] },
        },
      ]),
    );
    say(`${member.as} shares again`);
  }
}
