import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { createServerSettings } from '../servers/server-settings.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { createLanguages } from './languages.ts';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-languages-'));
  store = await openStore({ dataDir: folder }, createLog('silent'));
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});
const open = () =>
  createLanguages({
    store,
    servers: createServerSettings(store),
    guildLocale: (guildId) => ({ '10': 'de', '11': 'fr' })[guildId],
  });

test('what somebody reads is known after a restart; of who never came, it is English', async () => {
  const languages = open();
  await languages.note('1', 'de');
  await languages.note('2', 'en-GB');
  for (const one of [languages, open()]) {
    expect(await one.of('1')).toBe('de');
    expect(await one.of('2')).toBe('en');
    expect(await one.of('3')).toBe('en');
  }
});

test('who changes their app is told in the new language from then on', async () => {
  const languages = open();
  await languages.note('1', 'de');
  await languages.note('1', 'en-US');
  expect(await languages.of('1')).toBe('en');
  expect(await open().of('1')).toBe('en');
});

test('a record of a language that is gone is English', async () => {
  await store.records<string>('languages').set('1', 'xx');
  expect(await open().of('1')).toBe('en');
});

test('a server reads what Discord says of it; in a direct message there is only the person', async () => {
  const languages = open();
  expect(await languages.ofGuild('10')).toBe('de');
  expect(await languages.ofGuild('11')).toBe('en');
  expect(await languages.ofGuild('99', 'de')).toBe('de');
  expect(await languages.ofOrder('de', '11')).toEqual({ person: 'de', place: 'en' });
  expect(await languages.ofOrder('en', '10')).toEqual({ person: 'en', place: 'de' });
  expect(await languages.ofOrder('de', '0')).toEqual({ person: 'de', place: 'de' });
});

test('where those who manage a server have chosen a language, it counts, and no more once they let Discord decide', async () => {
  const languages = open();
  const servers = createServerSettings(store);
  await servers.change('10', { language: 'en' });
  await servers.change('11', { language: 'de' });
  expect(await languages.ofGuild('10', 'de')).toBe('en');
  expect(await languages.ofGuild('11')).toBe('de');
  expect(await languages.ofOrder('en', '11', 'en-US')).toEqual({ person: 'en', place: 'de' });
  await servers.change('10', { language: null });
  expect(await languages.ofGuild('10', 'de')).toBe('de');
});

test('a language of a server that is gone is as Discord says', async () => {
  await store.records<object>('server-settings').set('10', { language: 'xx' });
  expect(await open().ofGuild('10')).toBe('de');
});
