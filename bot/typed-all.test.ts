import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openPostedClips, type PostedClips } from './test-posted.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

let on: PostedClips;
beforeAll(async () => {
  on = await openPostedClips();
});
afterAll(() => on?.close());

/** What is made of it, ms. */
async function lengthOf(command: string): Promise<number | undefined> {
  const { id, message } = await on.type(command);
  expect(message.attachments).toHaveLength(1);
  expect(message.content).not.toContain('this is all that is buffered');
  return (await on.services.clips.get(id))?.durationMs;
}

test.each(['en-US all', 'en-US ALL', 'de alles', 'de all'])(
  'typed as %s, it is all that is buffered',
  async (typed) => {
    const [locale = '', all] = typed.split(' ');
    await on.control.setLocale('ada', locale);
    const option = locale === 'de' ? 'dauer' : 'duration';
    const bufferedMs = Date.now() - on.startMs;
    const lengthMs = await lengthOf(`/clip ${option}:${all}`);
    expect(lengthMs).toBeGreaterThan(bufferedMs - 2000);
    expect(lengthMs).toBeLessThanOrEqual(Date.now() - on.startMs);
    await on.control.setLocale('ada', 'en-US');
  },
);

test('all of it up to a moment ago', async () => {
  const bufferedMs = Date.now() - on.startMs;
  const lengthMs = (await lengthOf('/clip duration:all ago:1m')) ?? 0;
  expect(Math.abs(lengthMs - (bufferedMs - 60_000))).toBeLessThan(3000);
});
