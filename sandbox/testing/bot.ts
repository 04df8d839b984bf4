import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SlashCommandBuilder } from 'discord.js';
import { Client, type ClientOptions, Events, type Interaction } from 'discord.js';
import { expect, vi } from 'vitest';
import { type Sandbox, startSandbox } from '../start.ts';

/** A bot for tests: the unmodified discord.js, in a sandbox of its own. */
export interface TestBot {
  sandbox: Sandbox;
  client: Client<true>;
  /** What the bot does with the next interactions. An error of it rejects `done()`. */
  handle(handler: (interaction: Interaction) => unknown): void;
  /** Resolves with what the last handler call returned. */
  done(): Promise<unknown>;
  close(): Promise<void>;
}

export async function startTestBot(
  commands: Pick<SlashCommandBuilder, 'toJSON'>[],
  options: Partial<ClientOptions> = {},
): Promise<TestBot> {
  const dir = await mkdtemp(join(tmpdir(), 'sandbox-'));
  const sandbox = await startSandbox({ dataDir: dir });
  const client = await connect(sandbox, options);
  await client.application.commands.set(commands.map((command) => command.toJSON()));
  let handler: (interaction: Interaction) => unknown = () => {};
  let last: Promise<unknown> = Promise.resolve();
  let waiting: ((done: Promise<unknown>) => void)[] = [];
  client.on(Events.InteractionCreate, (interaction) => {
    last = Promise.resolve().then(() => handler(interaction));
    last.catch(() => {});
    for (const tell of waiting) tell(last);
    waiting = [];
  });
  return {
    sandbox,
    client,
    handle(next) {
      handler = next;
    },
    done: () => new Promise((resolve) => waiting.push(resolve)),
    async close() {
      await client.destroy();
      await sandbox.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Ids of the channels that a bot knows, by name; waits until it knows those of both servers. */
export async function channelIds({ client }: TestBot): Promise<Record<string, string>> {
  await vi.waitFor(() => expect(client.channels.cache.size).toBeGreaterThan(4));
  const named = [...client.channels.cache.values()].flatMap((channel) =>
    'name' in channel && channel.name ? [[channel.name, channel.id] as const] : [],
  );
  return Object.fromEntries(named);
}

/** Logs discord.js in; resolves when it is ready. */
export async function connect(
  sandbox: Sandbox,
  options: Partial<ClientOptions> = {},
): Promise<Client<true>> {
  const rest = { api: sandbox.apiUrl, ...options.rest };
  const client = new Client({ intents: ['Guilds'], ...options, rest });
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(sandbox.botToken);
  await ready;
  return client as Client<true>;
}
