import { setTimeout as sleep } from 'node:timers/promises';
import { atMost, type Bench, median, plain, slope } from './figure.ts';
import type { SeveralState } from './recording/several.ts';
import { type Load, openLoad } from './sharing/load.ts';

const COUNTS = [1, 2, 4, 8, 12, 16, 24, 32, 48, 64];
const WARM_UP_MS = 6000;
const MEASURE_MS = 15_000;
/** Not in step with the segments. */
const SAMPLE_MS = 330;
/** So much later than the very first one, a first segment is late: there is no room for that share. */
const LATE_MS = 1500;
/** LiveKit Egress takes 0.37 to 0.45 cores for each such share. */
const EGRESS_ON_ONE_CORE = 2;

interface Step {
  count: number;
  cores: number;
  memoryMb: number;
  firstMs: number;
  /** Of the newest listed frame, median. */
  ageMs: number;
  loop: SeveralState['loop'];
  allActive: boolean;
}

/** What each further share of 720p30 costs the embedded recorder, and how many it takes on one core. */
export const shares: Bench = {
  name: 'shares',
  async measure(say) {
    const load = await openLoad();
    try {
      say(`the recorder ${load.isAlone ? 'has one core to itself' : 'shares its cores'}`);
      const good: Step[] = [];
      for (const count of COUNTS) {
        const step = await measureStep(load, count);
        if (step) say(describe(step));
        for (const line of load.complaints.splice(0)) say(line);
        // The machine is full, not the recorder.
        if (!step) break;
        if (!step.allActive || step.firstMs > (good[0] ?? step).firstMs + LATE_MS) break;
        good.push(step);
      }
      const lost = await load.finish();
      const counts = good.map(({ count }) => count);
      const cores = slope(
        counts,
        good.map((step) => step.cores),
      );
      const memoryMb = slope(
        counts,
        good.map((step) => step.memoryMb),
      );
      const of = (what: string) => `shares: ${what}`;
      return [
        ...good.flatMap(({ count, ...step }) => [
          plain(of(`cores, ${count}`), step.cores, ''),
          plain(of(`memory, ${count}`), step.memoryMb, 'MB'),
          plain(of(`first segment, ${count}`), step.firstMs, 'ms'),
          plain(of(`age of the newest listed frame, median, ${count}`), step.ageMs, 'ms'),
          plain(of(`event loop late, 99 %, ${count}`), step.loop.p99Ms, 'ms'),
          plain(of(`event loop busy, ${count}`), step.loop.busy, ''),
        ]),
        atMost(of('cores for each further one'), cores, '', 0.07),
        atMost(of('memory for each further one'), memoryMb, 'MB', 20),
        plain(of('at once, on one core'), counts.at(-1) ?? 0, ''),
        plain(of('at once on one core by the figures of LiveKit Egress'), EGRESS_ON_ONE_CORE, ''),
        atMost(of('packets lost'), lost, '', 0),
      ];
    } finally {
      await load.close();
    }
  },
};

async function measureStep(load: Load, count: number): Promise<Step | null> {
  const { recordings } = await load.state();
  for (let have = recordings.length; have < count; have += 1) if (!(await load.add())) return null;
  const firstMs = await load.firstSegments();
  await sleep(WARM_UP_MS);
  await load.state();
  const ages: number[] = [];
  const loops: SeveralState['loop'][] = [];
  let allActive = true;
  const [from, fromMs] = [await load.usage(), performance.now()];
  while (performance.now() - fromMs < MEASURE_MS) {
    await sleep(SAMPLE_MS);
    const { recordings, loop } = await load.state();
    loops.push(loop);
    ages.push(...recordings.map((one) => Date.now() - (one.newestSegmentAtMs ?? 0)));
    allActive = recordings.every(({ state }) => state === 'active');
  }
  const to = await load.usage();
  const seconds = (performance.now() - fromMs) / 1000;
  return {
    count,
    cores: (to.cpuS - from.cpuS) / seconds,
    memoryMb: to.memoryMb,
    firstMs,
    ageMs: median(ages),
    loop: {
      medianMs: median(loops.map(({ medianMs }) => medianMs)),
      p99Ms: median(loops.map(({ p99Ms }) => p99Ms)),
      mostMs: Math.max(...loops.map(({ mostMs }) => mostMs)),
      busy: median(loops.map(({ busy }) => busy)),
    },
    allActive,
  };
}

function describe({ count, cores, memoryMb, firstMs, ageMs, loop }: Step): string {
  const late = [loop.medianMs, loop.p99Ms, loop.mostMs].map((ms) => ms.toFixed(1)).join(', ');
  return [
    `${count}: ${cores.toFixed(3)} cores, ${memoryMb.toFixed(0)} MB`,
    `first segment after ${firstMs.toFixed(0)} ms, newest frame ${ageMs.toFixed(0)} ms old`,
    `event loop late by ${late} ms (median, 99 %, most), busy ${loop.busy.toFixed(2)}`,
  ].join('; ');
}
