import { expect, test } from 'vitest';
import { createRenderQueue } from './clips/render-queue.ts';
import { createMetrics } from './metrics.ts';
import type { Recorder } from './recorder/recorder.ts';

test('while the recorder does not answer, there are figures of everything else', async () => {
  const list = () => Promise.reject(new Error('connect ECONNREFUSED'));
  const metrics = createMetrics({ list } as unknown as Recorder, createRenderQueue());
  metrics.countWebhook('egress_ended', 'accepted');
  const text = await metrics.render();
  expect(text).toContain('hindsight_recordings Nan');
  expect(text).toContain('hindsight_webhooks_total{event="egress_ended",outcome="accepted"} 1');
});
