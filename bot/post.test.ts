import { DiscordAPIError } from 'discord.js';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { DoesNotFit } from '../server/clips/fit.ts';
import type { Clip } from '../server/clips/library.ts';
import type { ClipOrder } from '../server/clips/order.ts';
import { UserError } from '../server/errors.ts';
import { createPost } from './post.ts';
import { CLIP_BYTES, openTestServices, type TestServices } from './test-services.ts';
import type { Upload } from './upload.ts';
import type { Way } from './ways.ts';

// Whatever the size of a clip and the place, something lands, and its words say what.

const T = Date.UTC(2026, 10, 23, 20, 31);
const ORDER: ClipOrder = {
  ...{ id: '1300000000000000000', sharerId: '1', requesterId: '1', guildId: '2', channelId: '3' },
  ...{ fromMs: T - 120_000, toMs: T, last: true, to: 'here' },
  answer: { applicationId: '4', token: 't', limitBytes: 0, sinceMs: T },
};
const PLACE = { to: 'channel', guildId: '2', channelId: '3', messageId: '5' } as const;
const LINK = 'https://replay.example/c/1300000000000000000';

let parts: TestServices;
let clip: Clip;
let links: string | null;
let puts: { content: string; file?: Upload | undefined }[];
beforeAll(async () => {
  parts = await openTestServices();
  Object.assign(parts.services, { clipLinks: { of: () => links, renewed: () => undefined } });
});
afterAll(() => parts.close());
beforeEach(async () => {
  links = null;
  puts = [];
  clip = await parts.played.make(ORDER);
});
afterEach(() => parts.forget());

/** A place that takes so much, and tells so much. */
function way(limitBytes: number, told = limitBytes): Way {
  const sizeOf = async ({ path }: Upload) => (await import('node:fs/promises')).stat(path);
  return {
    name: 'answer',
    language: 'en',
    limitBytes: async () => told,
    async put(content, file) {
      if (file && (await sizeOf(file)).size > limitBytes) {
        const body = { code: 40005, message: 'Request entity too large' };
        throw new DiscordAPIError(body, 40005, 413, 'PATCH', '', { files: [], body: {} });
      }
      puts.push({ content, file });
      return PLACE;
    },
  };
}

/** What post told, in its order. */
let told: string[] = [];

function post(place: Way, change: Partial<ClipOrder> = {}) {
  told = [];
  const onPosting = async () => void told.push('posting');
  const onRefused = () => void told.push('refused');
  const order = { ...ORDER, ...change };
  return createPost(parts.services)(place, clip, { order, watch: {}, onPosting, onRefused });
}

/** As where the clip would be unwatchable. */
function nothingFits(longestMs: number): void {
  parts.played.beforeFit = async (clipId) => {
    if (clipId === ORDER.id) throw new DoesNotFit(longestMs);
  };
}

test('what fits is posted as it is, and it is said where', async () => {
  expect(await post(way(CLIP_BYTES))).toEqual({ as: 'file', place: PLACE });
  expect(puts).toHaveLength(1);
  expect(puts[0]?.content).not.toContain('-#');
});

test('refused for its size all the same, it is made smaller until it lands', async () => {
  expect(await post(way(100_000, CLIP_BYTES))).toMatchObject({ as: 'file' });
  expect(puts[0]?.content).toContain('Encoded again');
  expect(parts.asked).toEqual([200_000, 140_000, 98_000]);
  // In between it can be cancelled again.
  expect(told).toEqual(['posting', 'refused', 'posting', 'refused', 'posting']);
});

test('nothing watchable fits: a link where it opens for others, else the end of it', async () => {
  nothingFits(45_000);
  links = LINK;
  expect(await post(way(1000))).toMatchObject({ as: 'link' });
  expect(puts.at(-1)).toEqual({ content: expect.stringContaining(LINK), file: undefined });
  expect(puts.at(-1)?.content).toContain('Too large');

  links = null;
  expect(await post(way(CLIP_BYTES - 1))).toMatchObject({ as: 'file' });
  expect(puts.at(-1)?.content).toContain('Only the last 45s of 2m fit here');
  // The whole is still there, the part is not.
  expect(await parts.services.clips.get(ORDER.id)).toBeDefined();
  expect(await parts.services.clips.get(`${ORDER.id}-end`)).toBeUndefined();
});

test('where nobody knows how much would fit, halves are tried', async () => {
  const tried: string[] = [];
  parts.played.beforeFit = async (clipId) => {
    tried.push(clipId);
    if (tried.length < 3) throw new UserError('too lively', { status: 413 });
  };
  expect(await post(way(CLIP_BYTES), { format: 'gif' })).toMatchObject({ as: 'file' });
  expect(puts.at(-1)?.content).toContain('Only the last 30s of 2m');
});

test('not even a second fits: that is said', async () => {
  nothingFits(300);
  await expect(post(way(1000))).rejects.toThrow('Not even a second');
});

test('quality: link is a link also where it would fit; without a public address it fits, and says why', async () => {
  links = LINK;
  expect(await post(way(CLIP_BYTES), { quality: 'link' })).toMatchObject({ as: 'link' });
  expect(puts.at(-1)?.content).toContain(LINK);
  expect(puts.at(-1)?.content).not.toContain('Too large');
  links = null;
  expect(await post(way(CLIP_BYTES), { quality: 'link' })).toMatchObject({ as: 'file' });
  expect(puts.at(-1)?.content).toContain('no public address');
});

test('a GIF, or sound alone, is posted as a file whatever the quality: a link shows all of the clip', async () => {
  links = LINK;
  for (const format of ['gif', 'audio'] as const) {
    expect(await post(way(CLIP_BYTES), { quality: 'link', format })).toMatchObject({ as: 'file' });
    expect(puts.at(-1)?.content).not.toContain(LINK);
  }
});

test('quality: full is never encoded again: whole, by a link, or its end', async () => {
  const full = { quality: 'full' } as const;
  expect(await post(way(CLIP_BYTES), full)).toMatchObject({ as: 'file' });
  links = LINK;
  expect(await post(way(CLIP_BYTES / 2), full)).toMatchObject({ as: 'link' });
  links = null;
  const { make } = parts.played;
  const lengths: number[] = [];
  parts.played.make = async (order) => {
    lengths.push(order.toMs - order.fromMs);
    const part = await make(order);
    return { ...part, bytes: (CLIP_BYTES * part.durationMs) / 120_000 };
  };
  parts.played.beforeFit = async () => {};
  expect(await post(way(CLIP_BYTES, CLIP_BYTES / 2), full)).toMatchObject({ as: 'file' });
  expect(lengths).toHaveLength(1);
  expect(lengths[0]).toBeLessThan(60_000);
  expect(lengths[0]).toBeGreaterThan(50_000);
  expect(puts.at(-1)?.content).toMatch(/Only the last 5\ds of 2m fit here in full quality/);
});
