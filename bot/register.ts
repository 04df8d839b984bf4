import { isDeepStrictEqual } from 'node:util';
import {
  ApplicationCommandType,
  type Client,
  type RESTPostAPIApplicationCommandsJSONBody,
  Routes,
} from 'discord.js';
import type { Log } from '../server/log.ts';

const WITH_LOCALIZATIONS = new URLSearchParams({ with_localizations: 'true' });
const FIELDS = [
  ...['name', 'name_localizations', 'description', 'description_localizations', 'type', 'value'],
  ...['integration_types', 'contexts'],
];

/** Tells Discord our commands when they differ from those that it has. */
export async function registerCommands(
  client: Client<true>,
  commands: { definition: RESTPostAPIApplicationCommandsJSONBody }[],
  log: Log,
) {
  const route = Routes.applicationCommands(client.application.id);
  const known = (await client.rest.get(route, { query: WITH_LOCALIZATIONS })) as Record<
    string,
    unknown
  >[];
  const wanted = commands.map(({ definition }) => ({
    type: ApplicationCommandType.ChatInput,
    ...definition,
    // Everywhere: servers, DMs with the bot, and other DMs and groups when a person installed it.
    integration_types: [0, 1],
    contexts: [0, 1, 2],
  }));
  const byName = (a: Record<string, unknown>, b: Record<string, unknown>) =>
    String(a.name).localeCompare(String(b.name)) || Number(a.type) - Number(b.type);
  const same = isDeepStrictEqual(
    known.map((command) => essence(command)).sort(byName),
    wanted.map((command) => essence(command)).sort(byName),
  );
  if (same) return;
  await client.rest.put(route, { body: wanted });
  log.info({ commands: wanted.map(({ name }) => name) }, 'commands registered');
}

/** What we set of a command or option, without what Discord adds, such as ids, and without defaults. */
function essence(value: unknown): Record<string, unknown> {
  const source = value as Record<string, unknown>;
  const kept: Record<string, unknown> = {};
  for (const field of FIELDS) {
    // Of what stands in a menu Discord says that its description is empty.
    if (source[field] != null && source[field] !== '') kept[field] = source[field];
  }
  for (const flag of ['required', 'autocomplete']) if (source[flag] === true) kept[flag] = true;
  for (const limit of ['min_length', 'max_length', 'min_value', 'max_value']) {
    if (source[limit] != null) kept[limit] = source[limit];
  }
  for (const list of ['options', 'choices']) {
    const items = source[list];
    if (Array.isArray(items) && items.length > 0) kept[list] = items.map(essence);
  }
  return kept;
}
