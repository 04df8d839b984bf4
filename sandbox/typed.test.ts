import { ApplicationCommandOptionType as Type } from 'discord.js';
import { expect, test } from 'vitest';
import { type Command, createCommands } from './commands.ts';
import { CLIP } from './testing/commands.ts';
import { optionsOf, readLine } from './typed.ts';

const commands: Command[] = createCommands('1').overwrite([
  CLIP.toJSON(),
  {
    name: 'replay',
    description: 'Recording',
    options: [
      { type: Type.Subcommand, name: 'start', description: 'x' },
      {
        type: Type.Subcommand,
        name: 'post',
        description: 'x',
        options: [
          { type: Type.String, name: 'from', description: 'x', required: true },
          { type: Type.Integer, name: 'times', description: 'x', min_value: 1, max_value: 5 },
        ],
      },
    ],
  },
]);
const nobody = { user: () => undefined, channel: () => undefined, role: () => undefined };
const people = { ...nobody, user: (text: string) => (/bo/i.test(text) ? '42' : undefined) };

const given = (text: string) =>
  optionsOf(readLine(text, commands), people).map(({ name, value, options }) =>
    options ? { [name]: options.map((one) => `${one.name}=${one.value}`) } : `${name}=${value}`,
  );

test.each([
  ['/clip', []],
  ['/clip ', []],
  ['/clip 2m', ['duration=2m']],
  ['/clip 2 min', ['duration=2 min']],
  ['/clip 1:30', ['duration=1:30']],
  ['/clip duration:1:30', ['duration=1:30']],
  ['/clip duration: 2m', ['duration=2m']],
  ['/clip 2m to:as a DM', ['duration=2m', 'to=dm']],
  ['/clip to:HERE duration:10s', ['to=here', 'duration=10s']],
  ['/clip 90s title:a: b of:@Bo', ['duration=90s', 'title=a: b', 'of=42']],
  ['/clip d', []],
  ['/replay start', [{ start: [] }]],
  ['/replay post from:5m times:3', [{ post: ['from=5m', 'times=3'] }]],
  ['/replay post 5m', [{ post: ['from=5m'] }]],
])('%s', (text, expected) => {
  expect(given(text)).toEqual(expected);
});

test.each([
  ['/nothing', 'no command /nothing'],
  ['/clip to:mars', '"to" has to be one of: here, as a DM'],
  ['/clip of:Dora', '"of" has to be a person here'],
  ['/replay', 'needs one of its subcommands'],
  ['/replay stop', 'needs one of its subcommands'],
  ['/replay post times:2', 'The option "from" is missing'],
  ['/replay post from:1m times:9', '"times" has to be 5 or less'],
  ['/replay post from:1m times:two', '"times" has to be a whole number'],
])('%s is not sent', (text, words) => {
  expect(() => given(text)).toThrow(words);
});
