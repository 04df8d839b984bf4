import type { AutocompleteInteraction } from 'discord.js';
import { UserError } from '../server/errors.ts';
import type { Services } from '../server/services.ts';
import type { Call } from './command.ts';
import { within } from './soon.ts';

/** Discord's law for choices. */
const MOST_CHOICES = 25;
const LONGEST_NAME = 100;
/** Suggestions that come later than that are of no use, ms. */
const PATIENCE_MS = 1500;

interface Sharer {
  userId: string;
  name: string;
}

type Asks = Pick<AutocompleteInteraction, 'user' | 'guildId' | 'client'>;

/** Who shares on this server right now and lets this person clip them. */
async function sharersFor(
  { user, guildId, client }: Asks,
  { shares, mayClip, log }: Services,
): Promise<Sharer[]> {
  if (guildId === null) return [];
  const active = (await shares.ofGuild(guildId)).filter(({ status }) => status === 'active');
  const others = [...new Set(active.map(({ userId }) => userId))].filter((id) => id !== user.id);
  const found = others.slice(0, MOST_CHOICES).map(async (userId) => {
    const ask = async () => {
      const opened = await mayClip.opened({ requesterId: user.id, sharerId: userId, guildId });
      if (!opened.some(({ status }) => status === 'active')) return [];
      return [{ userId, name: (await client.users.fetch(userId)).displayName }];
    };
    return within(ask(), [], PATIENCE_MS).catch((err) => {
      log.info({ err, userId }, 'somebody who shares is left out of the suggestions');
      return [];
    });
  });
  return (await Promise.all(found)).flat();
}

export async function sharerChoices(
  interaction: AutocompleteInteraction,
  typed: string,
  services: Services,
) {
  const wanted = typed.replace(/^@/, '').toLowerCase();
  return (await sharersFor(interaction, services))
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .map(({ userId, name }) => ({ name: name.slice(0, LONGEST_NAME), value: userId }));
}

/**
 * Whose share is meant: a suggestion, a mention, an id or the name of somebody who shares.
 * @returns oneself where nothing is said
 * @throws UserError for a name that nobody who shares has
 */
export async function sharerOption({ interaction, services }: Call): Promise<string> {
  const typed = interaction.options.getString('of')?.trim();
  if (!typed) return interaction.user.id;
  const [id] = /(?<=^<@!?)\d{1,20}(?=>$)|^\d{1,20}$/.exec(typed) ?? [];
  if (id) return id;
  const name = typed.replace(/^@/, '').toLowerCase();
  const sharers = await sharersFor(interaction, services);
  const found = sharers.find((sharer) => sharer.name.toLowerCase() === name);
  if (found) return found.userId;
  throw new UserError(({ asked }) => asked.noSharer(typed.slice(0, 40)));
}
