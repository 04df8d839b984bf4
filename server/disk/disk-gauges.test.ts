import { expect, test } from 'vitest';
import { createFigures } from '../metrics/registry.ts';
import { addDiskGauges } from './disk-gauges.ts';

test('the disk is shown with the limits that there are', async () => {
  const metrics = createFigures();
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
  addDiskGauges(metrics.registry, { figures: async () => known, refused: () => 2 });
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
