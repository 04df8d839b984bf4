import { expect, test } from 'vitest';
import { createCommands } from './commands.ts';
import { DiscordError } from './errors.ts';

const make = () => createCommands('1');
const CLIP = { name: 'clip', description: 'Post' };
const option = (over: object = {}) => ({ type: 3, name: 'duration', description: 'How', ...over });
const choices = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ name: `${i}`, value: `${i}` }));

function problems(list: unknown): string {
  try {
    make().overwrite(list);
  } catch (error) {
    if (error instanceof DiscordError) return JSON.stringify(error.body);
    throw error;
  }
  return '';
}

test('a good command is kept, and keeps its id when it is registered again', () => {
  const commands = make();
  const [first] = commands.overwrite([{ ...CLIP, options: [option({ choices: choices(25) })] }]);
  const [again] = commands.overwrite([{ ...CLIP, description: 'Other' }]);
  expect(again).toMatchObject({ id: first!.id, description: 'Other' });
  expect(commands.overwrite([])).toEqual([]);
  expect(commands.list()).toEqual([]);
});

test('those of a server are apart from those for everywhere', () => {
  const commands = make();
  commands.overwrite([CLIP]);
  commands.overwrite([{ ...CLIP, name: 'here' }], 'g');
  expect(commands.list().map((one) => one.name)).toEqual(['clip']);
  expect(commands.usableIn('g', 0n).map((one) => one.name)).toEqual(['here', 'clip']);
  expect(commands.usableIn(undefined, 0n).map((one) => one.name)).toEqual(['clip']);
});

test('commands that are not for DMs are not there', () => {
  const commands = make();
  commands.overwrite([{ ...CLIP, contexts: [0] }]);
  expect(commands.usableIn(undefined, 0n)).toEqual([]);
});

test('commands that ask for a permission are hidden from those without it', () => {
  const commands = make();
  commands.overwrite([{ ...CLIP, default_member_permissions: '32' }]);
  expect(commands.usableIn('g', 31n)).toEqual([]);
  expect(commands.usableIn('g', 33n)).toHaveLength(1);
});

test.each([
  ['capitals', [{ ...CLIP, name: 'Clip' }], 'APPLICATION_COMMAND_INVALID_NAME'],
  ['spaces', [{ ...CLIP, name: 'a b' }], 'APPLICATION_COMMAND_INVALID_NAME'],
  ['a long name', [{ ...CLIP, name: 'x'.repeat(33) }], 'BASE_TYPE_BAD_LENGTH'],
  ['no description', [{ name: 'clip' }], 'BASE_TYPE_REQUIRED'],
  ['a long description', [{ ...CLIP, description: 'x'.repeat(101) }], 'BASE_TYPE_BAD_LENGTH'],
  ['the same name twice', [CLIP, CLIP], 'APPLICATION_COMMANDS_DUPLICATE_NAME'],
  [
    '26 options',
    [{ ...CLIP, options: choices(26).map(({ name }) => option({ name })) }],
    'BASE_TYPE_BAD_LENGTH',
  ],
  [
    '26 choices',
    [{ ...CLIP, options: [option({ choices: choices(26) })] }],
    'BASE_TYPE_BAD_LENGTH',
  ],
  [
    'choices beside autocomplete',
    [{ ...CLIP, options: [option({ autocomplete: true, choices: choices(1) })] }],
    'AUTOCOMPLETE_CHOICES',
  ],
  [
    'a required option after another',
    [{ ...CLIP, options: [option(), option({ name: 'b', required: true })] }],
    'OPTIONS_REQUIRED_INVALID',
  ],
  ['an unknown type', [{ ...CLIP, options: [option({ type: 99 })] }], 'BASE_TYPE_CHOICES'],
])('%s: refused', (_name, list, code) => {
  expect(problems(list)).toContain('"code":50035');
  expect(problems(list)).toContain(code);
});
