import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Sandbox } from '../sandbox/start.ts';
import { createOrders } from '../server/clips/orders.ts';
import { nothingBuffered } from '../server/clips/settle-range.ts';
import { segmentsFrom, writeSession } from '../server/segments/test-sessions.ts';
import type { Bot } from './bot.ts';
import type { TestServices } from './test-services.ts';
import { openWholeBot, type WholeBot } from './test-whole-bot.ts';

// The whole bot over the sandbox: Ada's app is German, the server is English unless a test says otherwise.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const CLIPS = { as: 'ada', channel: '#clips' };
const SERVER = 'Hindsight Test Server';

let whole: WholeBot;
let sandbox: Sandbox;
let parts: TestServices;
let bot: Bot;
const start = async () => {
  bot = await whole.start();
};
beforeAll(async () => {
  whole = await openWholeBot();
  ({ parts, sandbox } = whole);
  await start();
});
afterAll(() => whole?.close());
beforeEach(async () => {
  await sandbox.control.setLocale('ada', 'de');
  await sandbox.control.setGuildLocale(SERVER, 'en-US');
});
afterEach(async () => {
  parts.forget();
  await sandbox.control.clearFaults();
  await sandbox.control.refuseDms('ada', false);
});

async function type(command: string, as = 'ada') {
  const { id } = await sandbox.control.run({ ...CLIPS, as, command });
  return (await sandbox.control.waitForAnswer(id)).message!;
}
const dmWith = (words: string) =>
  sandbox.control.waitForMessage({ as: 'ada', channel: 'dm' }, ({ content }) =>
    content.includes(words),
  );
const textOf = (message: object) => JSON.stringify(message);
const boardOf = async (language: 'en' | 'de') => {
  const { me } = await sandbox.control.world('ada');
  return (await parts.services.orders.board.of(me, language))[0]!;
};

test('what everybody reads is in the language of the server', async () => {
  const english = await type('/clip 90s');
  expect(english.only_for).toBeUndefined();
  expect(english.content).toMatch(/ · 1m30s · .* to /);
  expect(textOf(english)).toContain('"label":"Trim"');

  await sandbox.control.setGuildLocale(SERVER, 'de');
  const german = await type('/clip 90s', 'bo');
  expect(german.content).toMatch(/ · 1 Min\. 30 Sek\. · .* bis /);
  expect(textOf(german)).toContain('"label":"Zuschneiden"');
});

test('what one person reads is in theirs', async () => {
  const link = await type('/replay library');
  expect(link.only_for).toBeDefined();
  expect(link.content).toContain('Dieser Link gehört nur dir');
  expect(textOf(link)).toContain('"label":"Meine Bibliothek öffnen"');
  expect((await type('/replay library', 'bo')).content).toContain('This link is yours alone');

  const kept = await type('/clip to:library');
  expect(kept.content).toContain('Er ist in deiner Bibliothek: [ansehen](');
  const sent = await type('/clip to:dm');
  expect(sent.content).toContain('Er ist in deinen Direktnachrichten.');
  const [dm] = (await sandbox.control.dms('ada')).filter(({ attachments }) => attachments.length);
  expect(dm!.content).toContain(' · 2 Min. · ');
  expect(textOf(dm!)).toContain('"label":"Zuschneiden"');
});

test('a refused command is explained in their language, whatever the server speaks', async () => {
  const message = await type('/clip bald');
  expect(message.only_for).toBeDefined();
  expect(message.content).toBe('„bald“ ist keine Dauer. Versuche 2m, 90s, 1m30s oder 1:30.');
  expect((await type('/clip bald', 'bo')).content).toContain('is no length of time');
});

test('a clip that fails: English in the channel, German to the person, on pages as they ask', async () => {
  parts.played.make = async () => {
    throw nothingBuffered();
  };
  const message = await type('/clip');
  expect(message.content).toMatch(/^<@\d+>, this clip could not be made\.$/);
  await dmWith('**Dein Clip** · Von dir ist dort nichts gepuffert.');
  await vi.waitFor(async () => {
    expect((await boardOf('en')).error).toContain('Nothing of yours is buffered there.');
    expect((await boardOf('de')).error).toContain('Von dir ist dort nichts gepuffert.');
  });
});

test('a fault of ours is told in German, too, with the number in the log', async () => {
  parts.played.make = async () => {
    throw new Error('broken');
  };
  await type('/clip');
  await dmWith('**Dein Clip** · Dein Clip konnte nicht gemacht werden.');
});

test('DMs refused: what waits comes with the next answer, in German with its reason', async () => {
  await sandbox.control.refuseDms('ada');
  parts.played.make = async () => {
    throw nothingBuffered();
  };
  await type('/clip');
  parts.forget();
  await type('/replay library');
  await vi.waitFor(async () => {
    const seen = (await sandbox.control.ephemeral(CLIPS)).map(({ content }) => content);
    expect(seen).toContainEqual(
      expect.stringMatching(/Von dir ist dort nichts .*\n-# Das konnte ich dir nicht als/s),
    );
  });
});

test('progress and its button: the server’s where everybody looks, the person’s where they alone do', async () => {
  const held = Promise.withResolvers<void>();
  const make = parts.played.make;
  parts.played.make = async (order, watch) => {
    watch?.onStep?.({ name: 'queued', place: 3 });
    await held.promise;
    return make(order, watch);
  };
  const open = await sandbox.control.run({ ...CLIPS, command: '/clip' });
  const alone = await sandbox.control.run({ ...CLIPS, command: '/clip to:dm' });
  const shown = async (id: string) => textOf((await sandbox.control.interaction(id)).message!);
  await vi.waitFor(
    async () => {
      expect(await shown(open.id)).toMatch(/Place 3 in the queue ….*"label":"Cancel"/s);
      expect(await shown(alone.id)).toMatch(/Platz 3 in der Schlange ….*"label":"Abbrechen"/s);
    },
    { timeout: 15_000, interval: 200 },
  );
  expect((await boardOf('de')).words).toBe('Platz 3 in der Schlange …');
  held.resolve();
  for (const { id } of [open, alone]) await sandbox.control.waitForAnswer(id);
});

test('an order keeps its languages over a restart', async () => {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  parts.played.make = () => promise;
  await sandbox.control.run({ ...CLIPS, command: '/clip title:vorher' });
  const orders = createOrders(parts.services.store);
  await vi.waitFor(async () => {
    const left = (await orders.left()).find(({ title }) => title === 'vorher');
    expect(left?.languages).toEqual({ person: 'de', place: 'en' });
  });
  const closed = bot.close();
  reject(new Error('the process ends'));
  await closed;
  // Neither the app's nor the server's at the time of the outcome counts.
  await sandbox.control.setLocale('ada', 'en-US');
  await sandbox.control.setGuildLocale(SERVER, 'de');
  parts.played.make = async () => {
    throw nothingBuffered();
  };
  const before = (await sandbox.control.dms('ada')).length;
  await start();
  await vi.waitFor(async () => {
    const dms = await sandbox.control.dms('ada');
    expect(dms).toHaveLength(before + 1);
    expect(dms.some(({ content }) => content.startsWith('**Dein Clip** · Von dir'))).toBe(true);
  });
  const seen = await sandbox.control.messages(CLIPS);
  expect(seen.at(-1)?.content ?? '').not.toContain('dieser Clip');
});

test('names, hints and choices are offered in German, and what is typed in German arrives', async () => {
  const offered = async (text: string) => {
    const { suggestions } = await sandbox.control.complete({ ...CLIPS, text });
    return suggestions.map(({ label }) => label);
  };
  expect(await offered('/replay ')).toEqual(expect.arrayContaining(['bibliothek', 'schlüssel']));
  const list = segmentsFrom(Date.now() - 60_000, 0, 29);
  const { segmentsPath } = parts.services.config;
  const { me } = await sandbox.control.world('ada');
  const folder = await writeSession(segmentsPath, me, Date.now() - 60_000, { segments: list });
  for (const { uri } of list) await writeFile(join(folder, uri), Buffer.alloc(2 * 1024 * 1024));
  expect(await offered('/clip dauer:')).toContainEqual(
    expect.stringMatching(/^30 Sek\. · etwa \d+ MB$/),
  );
  expect(await offered('/clip dauer:alles')).toEqual([expect.stringContaining('alles: ')]);
  expect(await offered('/clip ziel:')).toContain('nur in meine Bibliothek');
  const kept = await type('/clip dauer:45 Sek. ziel:nur in meine Bibliothek');
  expect(kept.content).toContain(' · 45 Sek. · ');
  expect((await type('/replay bibliothek')).content).toContain('Dieser Link gehört nur dir');
});

test('Discord keeps the commands in both languages, and they are registered once', async () => {
  const [clip] = await sandbox.control.registered();
  const [duration] = clip?.options ?? [];
  expect(duration).toMatchObject({ name: 'duration', name_localizations: { de: 'dauer' } });
  expect(clip).toMatchObject({ contexts: [0, 1, 2], integration_types: [0, 1] });
  const puts = async () =>
    (await sandbox.control.requests()).filter(({ method }) => method === 'PUT').length;
  const before = await puts();
  await bot.close();
  await start();
  expect(await puts()).toBe(before);
});

test('settings are in the language of who manages the server, and the one chosen there is what everybody reads', async () => {
  const { content } = await type('/replay settings');
  expect(content).toContain('**Einstellungen von ');
  expect(content).toContain('Wer teilen darf: alle');
  const guildId = (await sandbox.control.world('ada')).guilds[0]!.id;
  await parts.services.servers.change(guildId, { language: 'de' });
  expect((await type('/clip 90s', 'bo')).content).toMatch(/ · 1 Min\. 30 Sek\. · .* bis /);
  await parts.services.servers.forget(guildId);
  expect((await type('/clip 90s')).content).toMatch(/ · 1m30s · .* to /);
});

test('forgetting is asked in German, and a refusal by a server is, too', async () => {
  const asked = await type('/replay forget');
  expect(asked.content).toContain('`/replay exportieren` gibt dir vorher eine Kopie');
  expect(textOf(asked)).toContain('"label":"Alles von mir löschen"');
  const refused = await type('/clip of:niemand');
  expect(refused.content).toContain('Niemand namens „niemand“ teilt hier');
  expect((await type('/clip of:niemand', 'bo')).content).toContain('Nobody called "niemand"');
});
