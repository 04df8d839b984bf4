import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { errorFault } from '../sandbox/errors.ts';
import { buttonOf, openPostedClips, type PostedClips, soonIs } from './test-posted.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const CLIPS = { as: 'bo', channel: '#clips' };
const MINUTE_MS = 60_000;
let on: PostedClips;
beforeAll(async () => {
  on = await openPostedClips();
});
afterAll(() => on?.close());
afterEach(async () => {
  vi.useRealTimers();
  await on.control.clearFaults();
  await on.control.refuseDms('bo', false);
  await on.control.setLocale('bo', 'en-US');
  await on.services.languages.note(on.bo, 'en-US');
  await on.services.alerts.forget(on.bo);
  await on.services.inbox.take(on.bo);
});

const tell = (words: string, how = {}) => on.parts.played.bot!.notify(on.bo, words, how);
const dms = () => on.control.dms('bo');
const lastDm = async () => (await dms()).at(-1)!;
const later = (ms: number) =>
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms, shouldAdvanceTime: true });
/** What comes to Bo alone behind their next command. */
async function notice(why: string) {
  await on.type('/replay status', CLIPS);
  const found = await on.control.waitForMessage(
    CLIPS,
    ({ only_for, content }) => Boolean(only_for) && content.includes(why),
  );
  return found.content;
}

test('several news in a short while are one message; those of later another one', async () => {
  const before = (await dms()).length;
  await Promise.all([tell('The first.'), tell('The second.'), tell('The third.')]);
  expect((await dms()).slice(before).map(({ content }) => content)).toEqual([
    'The first.\n\nThe second.\n\nThe third.',
  ]);
  later(2 * MINUTE_MS);
  await tell('Much later.');
  expect((await dms()).slice(before)).toHaveLength(2);
});

test('the same again is counted, also after a restart; after a while it is news again', async () => {
  const before = (await dms()).length;
  await tell('It broke off.');
  await on.restart();
  await tell('It broke off.');
  await tell('It broke off.');
  expect((await dms()).slice(before).map(({ content }) => content)).toEqual([
    'It broke off.\n-# That was 3 times in a short while.',
  ]);
  later(11 * MINUTE_MS);
  await tell('It broke off.');
  expect((await dms()).slice(before)).toHaveLength(2);
});

test('what has buttons of its own, or answers a command, stands alone', async () => {
  const before = (await dms()).length;
  await tell('News.');
  const failed = 'Your clip failed.';
  await tell(failed, { isOutcome: true });
  await tell(failed, { isOutcome: true });
  const [news, ...outcomes] = (await dms()).slice(before);
  expect(buttonOf(news!, 'Mute for a day')).toBeDefined();
  expect(outcomes.map(({ content }) => content)).toEqual([failed, failed]);
  expect(buttonOf(outcomes[0]!, 'Mute for a day')).toBeUndefined();
});

test('where the message can not be written on, another one is sent', async () => {
  const before = (await dms()).length;
  await tell('One.');
  await on.control.addFault({
    ...{ method: 'PATCH', path: '^/channels/', times: 1 },
    kind: errorFault(10008),
  });
  await tell('Two.');
  expect((await dms()).slice(before).map(({ content }) => content)).toEqual(['One.', 'Two.']);
});

test.each([50007, 50278, 40003] as const)(
  'refused (%i): it comes with the next answer, together, and says how to open DMs',
  async (code) => {
    const kind = errorFault(code);
    const path = '^/channels/.*/messages$';
    await on.control.addFault({ method: 'POST', path, times: 2, kind });
    await tell(`Refused by ${code}.`);
    await tell(`And ${code} again.`);
    const content = await notice(`Refused by ${code}.`);
    expect(content).toContain(`And ${code} again.`);
    expect(content).toContain('"Privacy Settings" and switch "Direct Messages" on');
  },
);

test('how to open DMs is said in German, too', async () => {
  await on.control.setLocale('bo', 'de');
  await on.control.refuseDms('bo');
  await tell('Eine Nachricht.');
  expect(await notice('Eine Nachricht.')).toContain('„Privatsphäre-Einstellungen“');
});

test('muted for a day: the rest waits quietly, outcomes still come, and there is a way back', async () => {
  await tell('Something happened.');
  const alert = await lastDm();
  const customId = buttonOf(alert, 'Mute for a day')!.custom_id!;
  await on.control.click({ as: 'bo', message: alert.id, customId });
  const dm = { as: 'bo', channel: 'dm' };
  await on.control.waitForMessage(dm, ({ content }) => content.includes('`/replay status` ends'));
  await on.restart();
  const before = (await dms()).length;
  await tell('Nobody needs this.');
  await tell('What you asked for.', { isOutcome: true });
  expect((await dms()).slice(before).map(({ content }) => content)).toEqual([
    'What you asked for.',
  ]);
  const content = await notice('Nobody needs this.');
  expect(content).toContain('You have muted direct messages from me');
  expect(content).not.toContain('Privacy Settings');

  const { message } = await on.type('/replay status', CLIPS);
  expect(message.content).toContain('are muted until');
  const back = buttonOf(message, 'Tell me again')!.custom_id!;
  await on.control.click({ as: 'bo', message: message.id, customId: back });
  await soonIs(async () => expect(await on.services.alerts.mutedUntil(on.bo)).toBeUndefined());
  await tell('Told again.');
  expect((await lastDm()).content).toContain('Told again.');
});

test('a mute ends after a day', async () => {
  await on.services.alerts.mute(on.bo, MINUTE_MS);
  await tell('Not now.');
  later(2 * MINUTE_MS);
  await tell('But now.');
  expect((await lastDm()).content).toBe('But now.');
});
