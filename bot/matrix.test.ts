import { ApplicationCommandOptionType } from 'discord.js';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { commands } from '../commands/index.ts';
import { components } from './components/index.ts';
import { rows } from './matrix/rows.ts';
import { openWorld, WHO, type World } from './matrix/world.ts';
import { menus } from './menus/index.ts';

// Who may do what in Discord: every command, button, select, form and menu, by everybody, over the sandbox.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

test('everything that can be pressed, sent or typed is in the table, and nothing else is', () => {
  const typed = commands.flatMap(({ definition: { name, options = [] } }) => {
    const subs = options.filter(({ type }) => type === ApplicationCommandOptionType.Subcommand);
    return subs.length > 0 ? subs.map((sub) => `${name} ${sub.name}`) : [name];
  });
  const all = [...components, ...menus.map(({ definition }) => definition)];
  const names = new Set([...typed, ...all.map(({ name }) => name)]);
  expect(new Set(rows.map(({ name }) => name))).toEqual(names);
});

describe.each(rows.map((row) => [[row.name, row.what].join(' ').trim(), row] as const))(
  '%s',
  (_, row) => {
    test.each(WHO.map((who) => [who, row.may.includes(who) ? 'may' : 'may not'] as const))(
      '%s %s',
      async (who, may) => {
        const cell = await world.cell(who, row.asker);
        const id = await row.use(world, cell);
        if (may === 'may') {
          const looks = () => row.effect(world, cell, id);
          return vi.waitFor(async () => expect(await looks()).toBe(true), { timeout: 10_000 });
        }
        if (row.refusal) expect(await world.refusal(id)).toMatch(row.refusal);
        await world.control.waitForAnswer(id);
        expect(await row.effect(world, cell, id)).toBe(false);
      },
    );
  },
);
