import { ApplicationCommandOptionType as Type } from 'discord.js';
import { expect, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import { lengthOf } from '../../sandbox/localized.ts';
import { en } from './en.ts';
import { LANGUAGES, languageOf, type Words, wordsAt, wordsIn } from './words.ts';

/** Discord's law for what is typed. */
const NAME = /^[-_'\p{L}\p{N}]{1,32}$/u;
const OTHERS = LANGUAGES.filter((language) => language !== 'en');
/** Longer than anything that is filled in, but for what people wrote themselves. */
const FILLING = '123456789012345678901234567890';

/** Every sentence, by its place; where something is filled in, with that. */
function sentences(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (path.endsWith('.expected')) return [];
  if (typeof value === 'function') {
    const filling = path === '.duration' ? [3_723_000] : Array(value.length).fill(FILLING);
    return [[path, value(...filling)]];
  }
  return Object.entries(value as object).flatMap(([key, one]) => sentences(one, `${path}.${key}`));
}
const placesOf = (words: Words) => sentences(words).map(([path]) => path);
const under = (words: Words, group: string) =>
  sentences(words).filter(([path]) => path.startsWith(group));

test.each(LANGUAGES)('%s says all that English says, and nothing of it is empty', (language) => {
  const lists = /\.(locales|typedMark|typedClip)\./;
  const places = (words: Words) => placesOf(words).filter((path) => !lists.test(path));
  expect(places(wordsIn(language))).toEqual(places(en));
  for (const [path, sentence] of sentences(wordsIn(language))) {
    expect(sentence.trim(), path).not.toBe('');
    expect(sentence, path).not.toMatch(/undefined|\[object/);
  }
});

test.each(OTHERS)('%s leaves no sentence of English as it is', (language) => {
  const english = new Map(sentences(en));
  const same = sentences(wordsIn(language)).filter(
    ([path, sentence]) => english.get(path) === sentence && /\p{L}+ \p{L}+/u.test(sentence),
  );
  expect(same).toEqual([]);
});

test.each(LANGUAGES)('%s fills in all that English fills in', (language) => {
  const english = new Map(sentences(en));
  const count = (text = '') => text.split(FILLING).length;
  for (const [path, sentence] of sentences(wordsIn(language))) {
    expect(count(sentence), path).toBe(count(english.get(path)));
  }
});

test.each(LANGUAGES)('%s fits what Discord takes', (language) => {
  const words = wordsIn(language);
  for (const [path, text] of under(words, '.commands')) {
    if (path.endsWith('.name')) expect(text, path).toMatch(NAME);
    if (path.endsWith('.name')) expect(text, path).toBe(text.toLowerCase());
    expect(text.length, path).toBeLessThanOrEqual(path.endsWith('.name') ? 32 : 100);
  }
  for (const [path, text] of under(words, '.buttons')) expect(text.length, path).toBeLessThan(80);
  for (const [path, text] of under(words, '.menus')) expect(text.length, path).toBeLessThan(33);
  for (const group of ['.forms', '.settings.labels']) {
    for (const [path, text] of under(words, group)) expect(text.length, path).toBeLessThan(46);
  }
  for (const [path, text] of sentences(words)) expect(text.length, path).toBeLessThan(2000);
});

interface Part {
  name: string;
  type?: number;
  name_localizations?: Record<string, string> | null;
  options?: Part[];
}
const isGroup = ({ type }: Part) => type === Type.Subcommand || type === Type.SubcommandGroup;

test('a whole command has at most 8000 characters, and no two names of one place are the same', () => {
  const check = (part: Part): void => {
    for (const language of LANGUAGES) {
      const locale = wordsIn(language).locales[0] ?? '';
      const named = (part.options ?? []).map((o) => o.name_localizations?.[locale] ?? o.name);
      expect(new Set(named).size, `${part.name} ${language}`).toBe(named.length);
    }
    part.options?.forEach(check);
  };
  for (const { definition } of commands) {
    expect(lengthOf(definition)).toBeLessThanOrEqual(8000);
    check(definition as Part);
  }
});

test.each(LANGUAGES)('%s names commands and options as they are called in it', (language) => {
  const words = wordsIn(language);
  const locale = words.locales[0] ?? '';
  const nameOf = (part: Part) => part.name_localizations?.[locale] ?? part.name;
  const called = new Map<string, Set<string>>();
  const allOptions = new Set<string>();
  const note = (path: string, options: Part[] = []) => {
    const names = options.filter((one) => !isGroup(one)).map(nameOf);
    called.set(path, new Set(names));
    for (const name of names) allOptions.add(name);
    for (const sub of options.filter(isGroup)) note(`${path} ${nameOf(sub)}`, sub.options);
  };
  for (const { definition } of commands) {
    const part = definition as Part;
    note(`/${nameOf(part)}`, part.options);
  }
  for (const [path, sentence] of sentences(words)) {
    for (const [, quoted = ''] of sentence.matchAll(/`([^`\n]+)`/g)) {
      if (!quoted.startsWith('/')) {
        const [, option] = /^([^\s:]+):/.exec(quoted) ?? [];
        if (option && option !== 'Authorization') expect(allOptions, path).toContain(option);
        continue;
      }
      const [command = '', rest = ''] = splitCommand(quoted);
      expect([...called.keys()], `${path}: ${quoted}`).toContain(command);
      for (const [, option] of rest.matchAll(/([^\s:]+):/g)) {
        expect(called.get(command), `${path}: ${quoted}`).toContain(option);
      }
    }
    // On pages and in requests, where nothing is quoted.
    for (const [, command = ''] of sentence.matchAll(/(?<![`\w/.])(\/replay [\p{L}]+)/gu)) {
      expect([...called.keys()], path).toContain(command);
    }
  }
});

/** `/replay key revoke:` is a command and what follows it. */
function splitCommand(quoted: string): [string, string] {
  const [, command = '', rest = ''] =
    /^(\/\p{L}+(?: \p{L}+(?![\p{L}]*:))?)(.*)$/u.exec(quoted) ?? [];
  return [command, rest];
}

test.each([
  ['de', 'de'],
  ['de-AT', 'de'],
  ['en-US', 'en'],
  ['EN_gb', 'en'],
  ['fr', undefined],
  ['', undefined],
  [undefined, undefined],
])('%s is %s', (tag, language) => expect(languageOf(tag)).toBe(language));

test('who speaks another language is told in English', () => {
  expect(wordsAt('fr').outcomes.posted).toBe('It is posted.');
  expect(wordsAt('de').outcomes.posted).toBe('Er ist gepostet.');
});

test('durations read as people write them', () => {
  expect(wordsIn('en').duration(90_000)).toBe('1m30s');
  expect(wordsIn('de').duration(90_000)).toBe('1 Min. 30 Sek.');
  expect(wordsIn('de').duration(3_600_000)).toBe('1 Std.');
  expect(wordsIn('de').duration(400)).toBe('0 Sek.');
});
