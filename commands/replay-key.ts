import { escapeMarkdown, MessageFlags } from 'discord.js';
import type { ApiKey } from '../server/auth/api-keys.ts';
import { UserError } from '../server/errors.ts';
import type { Call } from './command.ts';
import type { Subcommand } from './subcommand.ts';

/** Gives a personal API key, lists one's keys, or revokes one. */
export const key: Subcommand = {
  name: 'key',
  define: (builder) =>
    builder
      .setDescription('API keys for a Stream Deck, a hotkey or a script; alone, it lists yours')
      .addStringOption((option) =>
        option
          .setName('name')
          .setDescription('Makes a new key and calls it so, such as stream deck')
          .setMaxLength(40),
      )
      .addStringOption((option) =>
        option
          .setName('revoke')
          .setDescription('Ends this key at once')
          .setMaxLength(100)
          .setAutocomplete(true),
      ),
  async run(call) {
    const { interaction, services } = call;
    const name = interaction.options.getString('name')?.trim().replace(/\s+/g, ' ');
    const revoke = interaction.options.getString('revoke')?.trim();
    if (name && revoke) throw new UserError('Either `name` for a new key or `revoke`, not both.');
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    if (name) return issue(call, name);
    const { id: userId } = interaction.user;
    const lines: string[] = [];
    if (revoke) {
      const gone = await services.apiKeys.revoke(userId, revoke);
      lines.push(
        `The key **${escapeMarkdown(gone.name)}** is revoked. Nothing can be done with it any more.`,
      );
    }
    lines.push(...overview(await services.apiKeys.list(userId)));
    await interaction.editReply(lines.join('\n'));
  },
  async complete(interaction, { apiKeys }) {
    const typed = interaction.options.getFocused().trim().toLowerCase();
    const keys = await apiKeys.list(interaction.user.id);
    return keys
      .filter(({ name }) => name.toLowerCase().includes(typed))
      .map(({ id, name, lastUsedAtMs }) => ({
        name: `${name} (${usedOn(lastUsedAtMs)})`,
        value: id,
      }));
  },
};

async function issue({ interaction, services }: Call, name: string): Promise<void> {
  const { key, token } = await services.apiKeys.create(interaction.user.id, name);
  await interaction.editReply(
    [
      `Your new key **${escapeMarkdown(key.name)}**. It is shown only now, so copy it:`,
      `\`\`\`\n${token}\n\`\`\``,
      `Programs send it as \`Authorization: Bearer …\` to ${services.publicUrl}/api. Whoever has it can start and stop your recordings, and clip and post what is buffered of you, so treat it like a password. It is good until ${date(key.expiresAtMs)}; \`/replay key revoke:\` ends it sooner.`,
    ].join('\n'),
  );
}

function overview(keys: ApiKey[]): string[] {
  if (keys.length === 0) return ['You have no API keys. `/replay key name:stream deck` makes one.'];
  const line = ({ name, createdAtMs, expiresAtMs, lastUsedAtMs }: ApiKey) => {
    const used = lastUsedAtMs === null ? 'never used' : `last used ${time(lastUsedAtMs, 'R')}`;
    return `- **${escapeMarkdown(name)}**: ${used}, made ${date(createdAtMs)}, good until ${date(expiresAtMs)}`;
  };
  return ['Your API keys:', ...keys.map(line), '`/replay key revoke:` ends one of them.'];
}

/** In a list of choices, where Discord shows no times of its own. */
function usedOn(ms: number | null): string {
  return ms === null ? 'never used' : `last used on ${new Date(ms).toISOString().slice(0, 10)}`;
}

const time = (ms: number, style: 'D' | 'R') => `<t:${Math.floor(ms / 1000)}:${style}>`;
const date = (ms: number) => time(ms, 'D');
