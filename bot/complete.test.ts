import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { buttonOf, openPostedClips, type PostedClips } from './test-posted.ts';

// What is offered while somebody types, by the whole bot over the sandbox.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

/** Discord's own law is 3 s; a busy machine needs some of it. */
const IN_TIME_MS = 2900;

let on: PostedClips;
beforeAll(async () => {
  on = await openPostedClips();
});
afterAll(() => on?.close());

const complete = async (text: string, as = 'ada') => {
  const { suggestions } = await on.control.complete({ as, channel: '#clips', text });
  return suggestions;
};
const labels = async (text: string, as = 'ada') =>
  (await complete(text, as)).map(({ label }) => label);

test('durations are what one’s own buffer holds', async () => {
  const offered = await labels('/clip duration:');
  expect(offered.slice(0, 4)).toEqual(['30s', '1m', '2m', '5m'].map((d) => `${d} · under 1 MB`));
  expect(offered[4]).toMatch(/^all: \d+m(\d+s)? · under 1 MB$/);
  expect(await labels('/clip duration:', 'bo')).toEqual([]);
});

test('what is offered can be run as it stands', async () => {
  const [first] = await complete('/clip duration:1:3');
  expect(first).toBeUndefined();
  const [typed] = await complete('/clip duration:1:30');
  expect(typed?.label).toBe('1m30s · under 1 MB');
  const { id } = await on.control.run({ as: 'ada', channel: '#clips', command: typed!.text });
  await on.control.waitForAnswer(id);
  expect((await on.services.clips.get(id))?.durationMs).toBe(90_000);
});

test('marks by their names, of oneself', async () => {
  const { marks } = on.services;
  const place = { guildId: '1', channelId: '2' };
  await marks.add({ id: '901', userId: on.ada, ...place, atMs: Date.now() - 90_000, label: 'Ace' });
  await marks.add({ id: '902', userId: on.ada, ...place, atMs: Date.now() - 9000, label: 'Boss' });
  expect(await labels('/clip from:ace')).toEqual([expect.stringMatching(/^Ace, 1m3\ds ago$/)]);
  expect(await labels('/clip from:ace', 'bo')).toEqual([]);
});

test('clips by their titles lead to the clip', async () => {
  const { id } = await on.type('/clip 10s title:The last round');
  const [found, ...more] = await complete('/replay library clip:last');
  expect(more).toEqual([]);
  expect(found?.label).toContain('The last round · 10s');
  expect(await labels('/replay library clip:last', 'bo')).toEqual([]);
  const { message } = await on.type(found!.text);
  expect(buttonOf(message, 'Open this clip')?.url).toContain(`/library?clip=${id}#link=`);
  const none = await on.type('/replay library clip:nothing like it');
  expect(none.message.content).toContain('You have no clip of that name');
  const theirs = { as: 'bo', channel: '#clips' };
  const { message: refused } = await on.type(`/replay library clip:${id}`, theirs);
  expect(refused.content).toContain('You have no clip of that name');
});

test('a store that is slow, or fails, offers nothing, in time', async () => {
  const { recent } = on.services.marks;
  for (const answer of [() => new Promise<never>(() => {}), () => Promise.reject(new Error('x'))]) {
    on.services.marks.recent = answer;
    const began = performance.now();
    expect(await labels('/clip from:')).toEqual([]);
    expect(performance.now() - began).toBeLessThan(IN_TIME_MS);
    const place = { as: 'ada', channel: '#clips' };
    expect((await on.control.interactions(place)).at(-1)?.state).toBe('answered');
  }
  on.services.marks.recent = recent;
});
