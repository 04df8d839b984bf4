import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

/** How full this process's one thread was in a stretch of time. */
export interface LoopLoad {
  /** Part of the time in which it had something to do, 0 to 1. */
  busy: number;
  /** How late 99 of 100 timers were at most, ms. */
  lateMs: number;
}

export interface LoopWatch {
  /** Of the newest stretch that is over, and when that began, by `performance.now`; null before the first. */
  newest(): (LoopLoad & { fromMs: number }) | null;
  close(): void;
}

/** Long enough that one long list or one collection of garbage is no load. */
const STRETCH_MS = 10_000;
const RESOLUTION_MS = 20;

/** Measures the event loop, stretch by stretch. */
export function watchLoop(stretchMs = STRETCH_MS): LoopWatch {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  let before = performance.eventLoopUtilization();
  let fromMs = performance.now();
  let newest: ReturnType<LoopWatch['newest']> = null;
  const timer = setInterval(() => {
    const { utilization: busy } = performance.eventLoopUtilization(before);
    const lateMs = Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION_MS);
    newest = { busy, lateMs, fromMs };
    before = performance.eventLoopUtilization();
    fromMs = performance.now();
    delay.reset();
  }, stretchMs).unref();
  return {
    newest: () => newest,
    close() {
      clearInterval(timer);
      delay.disable();
    },
  };
}
