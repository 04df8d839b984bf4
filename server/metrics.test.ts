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

test('the disk is shown with the limits that there are', async () => {
  const list = async () => [];
  const metrics = createMetrics({ list } as unknown as Recorder, createRenderQueue());
  const figures = {
    ...{ usedBytes: 5000, segments: 3, reserveBytes: 700, shrunkMs: 90_000, refused: 2, tight: [] },
    usage: { clips: 10, previews: 20, held: 30, temp: 40 },
    limits: {
      ...{ maxBytes: 6000, maxBytesPerPerson: Number.POSITIVE_INFINITY },
      ...{ maxBytesPerServer: Number.POSITIVE_INFINITY, minFreeBytes: undefined },
    },
    spaces: [{ path: '/data', bytes: 100, freeBytes: 60 }],
  };
  let known: typeof figures | undefined;
  metrics.watchDisk({ figures: async () => known });
  expect(await metrics.render()).not.toContain('hindsight_disk_used_bytes{');
  known = figures;
  await metrics.render();
  const text = await metrics.render();
  for (const line of [
    ...['used_bytes{of="segments"} 5000', 'used_bytes{of="clips"} 10', 'used_bytes{of="temp"} 40'],
    ...['free_bytes{path="/data"} 60', 'limit_bytes{of="segments"} 6000'],
    'limit_bytes{of="free"} 700',
  ]) {
    expect(text).toContain(`hindsight_disk_${line}\n`);
  }
  expect(text).not.toContain('of="person"');
  expect(text).toContain('hindsight_window_shrunk_seconds 90\n');
  expect(text).toContain('hindsight_shares_refused_total 2\n');
});
