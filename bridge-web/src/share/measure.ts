import type { Publisher } from './publish.ts';
import { Meter, type Sample, type Sending, sampleOf } from './stats.ts';

const EVERY_MS = 1_000;

/** Tells every second what is really sent, while something is. @returns ends it */
export function measure(
  publisher: Publisher,
  tell: (sample: Sample, sending: Sending | undefined) => void,
): () => void {
  const meter = new Meter();
  const timer = setInterval(async () => {
    const reports = await publisher.stats();
    if (reports.length === 0) return;
    const sample = sampleOf(reports, performance.now());
    tell(sample, meter.add(sample));
  }, EVERY_MS);
  return () => clearInterval(timer);
}
