import { discordFigures } from './metrics/discord.ts';
import { jobFigures } from './metrics/jobs.ts';
import { postFigures } from './metrics/posts.ts';
import { recordingFigures } from './metrics/recordings.ts';
import { createFigures } from './metrics/registry.ts';
import { renderFigures } from './metrics/renders.ts';
import { shareFigures } from './metrics/shares.ts';
import { webhookFigures } from './metrics/webhooks.ts';

/** What `/metrics` shows. Parts with figures of their own make them of `figures`. */
export type Metrics = ReturnType<typeof createMetrics>;

export function createMetrics() {
  const figures = createFigures();
  return {
    figures,
    /** Prometheus text. */
    render: figures.render,
    ...recordingFigures(figures),
    ...shareFigures(figures),
    ...renderFigures(figures),
    ...postFigures(figures),
    ...discordFigures(figures),
    ...webhookFigures(figures),
    ...jobFigures(figures),
  };
}
