import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Where a part of the product makes its figures. Names get `hindsight_` before them; units stand at their end. */
export type Figures = ReturnType<typeof createFigures>;

/** Labels must have few values: never an id, a name or a text that somebody typed. */
export function createFigures() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const looks: (() => Promise<void> | void)[] = [];
  const options = (name: string, help: string, labelNames: string[]) => ({
    ...{ name: `hindsight_${name}`, help, labelNames, registers: [registry] },
  });

  return {
    registry,
    counter: (name: string, help: string, labelNames: string[] = []) =>
      new Counter(options(name, help, labelNames)),
    gauge: (name: string, help: string, labelNames: string[] = []) =>
      new Gauge(options(name, help, labelNames)),
    /** @param buckets upper bounds, in the unit of the name */
    histogram: (name: string, help: string, labelNames: string[], buckets: number[]) =>
      new Histogram({ ...options(name, help, labelNames), buckets }),

    /** Has `look` set its figures each time before they are shown. One that fails leaves its figures as they are. */
    beforeRender: (look: () => Promise<void> | void) => void looks.push(look),

    /** Prometheus text. */
    async render(): Promise<string> {
      await Promise.allSettled(looks.map(async (look) => look()));
      return registry.metrics();
    },
  };
}
