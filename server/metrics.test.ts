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

test('how near the bot is to a ban is shown, also before there is a bot', async () => {
  const list = async () => [];
  const metrics = createMetrics({ list } as unknown as Recorder, createRenderQueue());
  const refused = 'hindsight_discord_refused_requests';
  expect(await metrics.render()).toContain(`${refused}{of="now"} 0`);
  metrics.watchDiscord(() => ({ count: 5001, most: 10_000, heldBack: 3 }));
  // What is told is the whole, not what came since.
  await metrics.render();
  const text = await metrics.render();
  expect(text).toContain(`${refused}{of="now"} 5001`);
  expect(text).toContain(`${refused}{of="most"} 10000`);
  expect(text).toContain('hindsight_discord_held_back_total 3');
});
