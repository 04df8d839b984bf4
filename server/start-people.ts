import type { Sandbox } from '../sandbox/start.ts';
import { createAlerts } from './alerts.ts';
import { createApiKeys } from './auth/api-keys.ts';
import { createAvatars } from './auth/avatars.ts';
import { createLinks } from './auth/links.ts';
import { rememberMembers } from './auth/members.ts';
import { createMemberships } from './auth/memberships.ts';
import { openDiscordSignIn } from './auth/open-discord-sign-in.ts';
import { createSessions } from './auth/sessions.ts';
import type { BotLink } from './calls/bot-link.ts';
import { knownNames } from './calls/known-names.ts';
import { createMayClip } from './clips/may-clip.ts';
import type { Config } from './config.ts';
import { createConsents } from './consent/consents.ts';
import { askDiscord } from './http/ask-discord.ts';
import type { Log } from './log.ts';
import type { Names } from './names.ts';
import { createServerRules } from './servers/rules.ts';
import { createServerSettings } from './servers/server-settings.ts';
import { createSettings } from './settings/settings.ts';
import type { Clipping } from './start-clips.ts';
import type { OwnProcess } from './start-process.ts';
import type { Recorded } from './start-segments.ts';
import { createLanguages } from './words/languages.ts';

/** Who people are, how they get in, what they and their servers have settled, and what they may therefore do. */
export function startPeople(
  config: Config,
  parts: {
    own: Pick<OwnProcess, 'store' | 'secret'>;
    link: BotLink;
    /** The bot of this process, once it is logged in. */
    running: () => { bot: { names: Names } } | null;
    recorded: Pick<Recorded, 'shares'>;
    clipping: Pick<Clipping, 'clips'>;
    publicUrl: string;
    sandbox: Sandbox | null;
    log: Log;
  },
) {
  const { link, running, publicUrl, sandbox, log } = parts;
  const { store, secret } = parts.own;
  const { shares } = parts.recorded;
  const { clips } = parts.clipping;
  const { access, withdraw, postPlaces, applicationId } = link;

  const isMember = rememberMembers(link.isMember);
  const names = knownNames(link, () => running()?.bot.names ?? null);
  const settings = createSettings(store);
  const consents = createConsents(store);
  const servers = createServerSettings(store);
  const rules = createServerRules({
    ...{ servers, clips, config },
    rolesOf: (userId, guildId) => askDiscord(link.rolesOf(userId, guildId), log),
    parentOf: (channelId) => link.parentOf(channelId).catch(() => undefined),
  });
  const mayClip = createMayClip({
    ...{ settings, consents, shares, rules, isMember },
    access: (userId, channelId) => askDiscord(access(userId, channelId), log),
  });
  return {
    ...{ access, withdraw, postPlaces, isMember, names, settings, consents, servers, rules },
    mayClip,
    languages: createLanguages({ store, servers, guildLocale: names.locale }),
    alerts: createAlerts(store),
    links: createLinks(store),
    sessions: createSessions(store, secret),
    apiKeys: createApiKeys(store, secret),
    discordSignIn: openDiscordSignIn({ config, store, publicUrl, sandbox, applicationId, log }),
    avatars: createAvatars(log),
    memberships: createMemberships(store),
  };
}
