import { expect, test } from 'vitest';
import { menus } from '../bot/menus/index.ts';
import { createCommands } from '../sandbox/commands.ts';
import { commands } from './index.ts';

const menuDefinitions = () => menus.map(({ definition }) => definition);
const definitions = () => commands.map(({ definition }) => definition);

test('what is registered, in every language', () => {
  expect(definitions()).toMatchSnapshot();
  expect(menuDefinitions()).toMatchSnapshot();
});

test('Discord takes them', () => {
  const made = createCommands('1').overwrite(structuredClone(definitions()));
  expect(made.map(({ name }) => name)).toEqual(['clip', 'replay']);
  const both = [...definitions(), ...menuDefinitions()];
  expect(createCommands('1').overwrite(structuredClone(both))).toHaveLength(5);
});

test('handlers know options by names that do not change with the language', () => {
  const [clip] = definitions();
  expect(clip?.options?.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['duration', 'to', 'from', 'ago', 'title', 'quality', 'format', 'gaps']),
  );
  const names = clip?.options?.map((option) => option.name_localizations?.de);
  expect(names).toEqual(expect.arrayContaining(['dauer', 'ziel', 'qualität']));
});
