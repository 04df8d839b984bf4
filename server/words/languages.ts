import { NO_GUILD } from '../auth/access.ts';
import type { OrderLanguages } from '../clips/order.ts';
import type { Names } from '../names.ts';
import { RecentMap } from '../recent-map.ts';
import type { ServerSettingsRoom } from '../servers/server-settings.ts';
import type { Store } from '../store/store.ts';
import { type Language, languageOf, USUAL } from './words.ts';

/** Who reads what: people as Discord last told it of them, servers as they are set up there. */
export type Languages = ReturnType<typeof createLanguages>;

/** What was written down so lately is not looked at again, ms. */
const FRESH_MS = 3600_000;

/** @param parts.guildLocale what Discord says of a server where the bot is */
export function createLanguages(parts: {
  store: Store;
  servers: Pick<ServerSettingsRoom, 'of'>;
  guildLocale: Names['locale'];
}) {
  const { store, servers, guildLocale } = parts;
  const people = store.records<string>('languages');
  const fresh = new RecentMap<Language>(FRESH_MS, Date.now);

  /**
   * Of what everybody on a server reads: as those who manage it have chosen, else as Discord says. The one place that
   * decides it.
   * @param locale as an interaction tells it
   */
  async function ofGuild(guildId: string, locale?: string | null): Promise<Language> {
    const { language } = await servers.of(guildId);
    return languageOf(language) ?? languageOf(locale ?? (await guildLocale(guildId))) ?? USUAL;
  }

  return {
    ofGuild,

    /** Of what one person reads, wherever they are. */
    async of(userId: string): Promise<Language> {
      return fresh.get(userId) ?? languageOf(await people.get(userId)) ?? USUAL;
    },

    /** @param locale Discord's, of their app */
    async note(userId: string, locale: string): Promise<void> {
      const language = languageOf(locale) ?? USUAL;
      if (fresh.get(userId) === language) return;
      fresh.set(userId, language);
      await people.set(userId, language);
    },

    async forget(userId: string): Promise<void> {
      fresh.delete(userId);
      await people.delete(userId);
    },

    /** Of an order that this person places; in a direct message there is nobody else to read it. */
    async ofOrder(
      person: Language,
      guildId: string,
      locale?: string | null,
    ): Promise<OrderLanguages> {
      return { person, place: guildId === NO_GUILD ? person : await ofGuild(guildId, locale) };
    },
  };
}
