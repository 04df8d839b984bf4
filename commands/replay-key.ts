import { escapeMarkdown, MessageFlags } from 'discord.js';
import type { ApiKey } from '../server/auth/api-keys.ts';
import { UserError } from '../server/errors.ts';
import { type Words, wordsAt } from '../server/words/words.ts';
import type { Call } from './command.ts';
import type { Subcommand } from './subcommand.ts';
import { worded } from './worded.ts';

/** Gives a personal API key, lists one's keys, or revokes one. */
export const key: Subcommand = {
  name: 'key',
  define: (builder) =>
    worded(builder, (commands) => commands.key)
      .addStringOption((option) => worded(option, ({ key }) => key.issue).setMaxLength(40))
      .addStringOption((option) =>
        worded(option, ({ key }) => key.revoke)
          .setMaxLength(100)
          .setAutocomplete(true),
      ),
  async run(call) {
    const { interaction, services } = call;
    const words = wordsAt(interaction.locale);
    const name = interaction.options.getString('name')?.trim().replace(/\s+/g, ' ');
    const revoke = interaction.options.getString('revoke')?.trim();
    if (name && revoke) throw new UserError(({ keys }) => keys.eitherOr);
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    if (name) return issue(call, name);
    const { id: userId } = interaction.user;
    const lines: string[] = [];
    if (revoke) {
      const gone = await services.apiKeys.revoke(userId, revoke);
      lines.push(words.keys.revoked(escapeMarkdown(gone.name)));
    }
    lines.push(...overview(await services.apiKeys.list(userId), words));
    await interaction.editReply(lines.join('\n'));
  },
  async complete(interaction, { apiKeys }) {
    const { choices: say } = wordsAt(interaction.locale);
    const typed = interaction.options.getFocused().trim().toLowerCase();
    const keys = await apiKeys.list(interaction.user.id);
    return keys
      .filter(({ name }) => name.toLowerCase().includes(typed))
      .map(({ id, name, lastUsedAtMs }) => ({
        name: `${name} (${usedOn(lastUsedAtMs, say)})`,
        value: id,
      }));
  },
};

async function issue({ interaction, services }: Call, name: string): Promise<void> {
  const { keys: say } = wordsAt(interaction.locale);
  const { key, token } = await services.apiKeys.create(interaction.user.id, name);
  await interaction.editReply(
    [
      say.issued(escapeMarkdown(key.name)),
      `\`\`\`\n${token}\n\`\`\``,
      say.use(`${services.publicUrl}/api`, date(key.expiresAtMs)),
    ].join('\n'),
  );
}

function overview(keys: ApiKey[], { keys: say }: Words): string[] {
  if (keys.length === 0) return [say.none];
  const line = ({ name, createdAtMs, expiresAtMs, lastUsedAtMs }: ApiKey) => {
    const used = lastUsedAtMs === null ? say.neverUsed : say.lastUsed(time(lastUsedAtMs, 'R'));
    return say.one(escapeMarkdown(name), used, date(createdAtMs), date(expiresAtMs));
  };
  return [say.yours, ...keys.map(line), say.howToEnd];
}

/** In a list of choices, where Discord shows no times of its own. */
function usedOn(ms: number | null, say: Words['choices']): string {
  return ms === null ? say.neverUsed : say.lastUsed(new Date(ms).toISOString().slice(0, 10));
}

const time = (ms: number, style: 'D' | 'R') => `<t:${Math.floor(ms / 1000)}:${style}>`;
const date = (ms: number) => time(ms, 'D');
