import type { Sandbox } from '../../sandbox/start.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { createDiscordOauth } from './discord-oauth.ts';
import { createDiscordSignIn, type DiscordSignIn } from './discord-sign-in.ts';

export interface DiscordSignInParts {
  config: Pick<Config, 'discord'>;
  store: Store;
  publicUrl: string;
  /** Stands in for Discord, with a secret of its own. */
  sandbox: Sandbox | null;
  /** Also the client id of OAuth2. Rejects while the bot is not logged in. */
  applicationId: () => Promise<string>;
  log: Log;
}

/** @returns null where there is no client secret */
export function openDiscordSignIn(parts: DiscordSignInParts): DiscordSignIn | null {
  const { config, store, publicUrl, sandbox, applicationId, log } = parts;
  const clientSecret = sandbox?.clientSecret ?? config.discord.clientSecret;
  const {
    apiUrl = sandbox?.apiUrl ?? 'https://discord.com/api',
    authorizeUrl = sandbox?.authorizeUrl ?? 'https://discord.com/oauth2/authorize',
  } = config.discord;
  if (!clientSecret) return null;
  const redirectUri = `${publicUrl}/api/auth/discord/callback`;
  const options = { clientId: applicationId, clientSecret, apiUrl, authorizeUrl, redirectUri };
  return createDiscordSignIn(store, createDiscordOauth(options, log));
}
