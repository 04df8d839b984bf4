import type { Client } from 'discord.js';
import { expect, test } from 'vitest';
import { commands } from '../commands/index.ts';
import { createLog } from '../server/log.ts';
import { menus } from './menus/index.ts';
import { registerCommands } from './register.ts';

/** Discord's side: what is registered, with the ids and defaults that it adds. */
function discord() {
  let registered: Record<string, unknown>[] = [];
  let puts = 0;
  const rest = {
    get: async () => registered,
    put: async (_route: string, { body }: { body: Record<string, unknown>[] }) => {
      puts++;
      registered = body.map((command, i) => ({
        ...structuredClone(command),
        ...{ id: String(i), version: '1', nsfw: false, default_member_permissions: null },
        // What stands in a menu has none, and Discord says so.
        ...(command.type !== 1 && { description: '' }),
      }));
    },
  };
  const client = { rest, application: { id: '5' } } as unknown as Client<true>;
  return {
    client,
    puts: () => puts,
    change: () => Object.assign(registered[0] ?? {}, { description: 'x' }),
  };
}

test('commands are registered when they changed, and only then', async () => {
  const { client, puts, change } = discord();
  const log = createLog('silent');
  const all = [...commands, ...menus];
  await registerCommands(client, all, log);
  expect(puts()).toBe(1);
  await registerCommands(client, all, log);
  expect(puts()).toBe(1);
  change();
  await registerCommands(client, all, log);
  expect(puts()).toBe(2);
});
