import { link } from 'node:fs/promises';
import type { Product } from '../../e2e/support/hindsight.ts';
import { makeClips } from '../../e2e/support/made-clips.ts';
import { until } from '../../e2e/support/until.ts';
import { saveMany, testClip } from '../../server/clips/test-clips.ts';

let nextId = 7_000_000;

/** Puts so many clips into somebody's library, each with its poster. */
export async function makeManyClips(product: Product, ownerId: string, count: number) {
  const { clips, posters, store } = product.services;
  const [first] = await makeClips(product, [{ ownerId, createdAtMs: 1_000_000 }]);
  if (!first) throw new Error('no clip was made');
  await until('it has a poster', () => posters.of(first.id));
  const poster = clips.posterFile(first.id);
  const nowMs = Date.now();
  const others = Array.from({ length: count - 1 }, (_, i) =>
    testClip({
      ...{ id: String((nextId += 1)), ownerId, requesterId: ownerId },
      ...{ title: `Round ${(i * 7919) % count}`, createdAtMs: nowMs - i * 60_000 },
      ...{
        durationMs: 1000 * (1 + (i % 600)),
        bytes: 200_000 + i,
        width: 640,
        height: 360,
        poster: true,
      },
    }),
  );
  for (const { id } of others) {
    await link(poster, clips.posterFile(id));
    await link(clips.file(first.id), clips.file(id));
  }
  await saveMany(store, others);
}
