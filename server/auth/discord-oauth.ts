import { z } from 'zod';
import type { Log } from '../log.ts';
import type { Identity } from './identity.ts';

/** Discord's OAuth2, as an application with a secret speaks it: authorization codes with PKCE. */
export type DiscordOauth = ReturnType<typeof createDiscordOauth>;

export interface DiscordOauthOptions {
  /** Rejects while the bot, which knows it, is not logged in. */
  clientId: () => Promise<string>;
  clientSecret: string;
  /** Without a version, such as https://discord.com/api. */
  apiUrl: string;
  /** The page where a person agrees. */
  authorizeUrl: string;
  /** Ours, registered with Discord. */
  redirectUri: string;
}

export const SCOPES = ['identify', 'guilds', 'guilds.members.read'];
/** For each of Discord's answers. */
const PATIENCE_MS = 8000;

/** Discord refuses the code: it was used before, is too old, or was never for us. */
export class CodeRefused extends Error {
  override name = 'CodeRefused';
}

const grantShape = z.object({
  access_token: z.string().min(1),
  token_type: z.string().regex(/^bearer$/i),
  scope: z.string(),
});
const userShape = z.object({
  id: z.string().regex(/^\d+$/),
  username: z.string(),
  global_name: z.string().nullish(),
  avatar: z.string().regex(/^\w+$/).nullish(),
});

const serversShape = z.array(z.object({ id: z.string().regex(/^\d+$/) }));

/** Who agreed, and the ids of the servers on which they are. */
export interface Agreed {
  user: Identity['user'];
  guildIds: string[];
}

export function createDiscordOauth(options: DiscordOauthOptions, log: Log) {
  const { clientId, clientSecret, apiUrl, authorizeUrl, redirectUri } = options;

  async function post(path: string, fields: Record<string, string>): Promise<Response> {
    const credentials = `${await clientId()}:${encodeURIComponent(clientSecret)}`;
    return fetch(`${apiUrl}/v10${path}`, {
      method: 'POST',
      headers: { Authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
      body: new URLSearchParams(fields),
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  }

  async function exchange(code: string, verifier: string) {
    const response = await post('/oauth2/token', {
      ...{ grant_type: 'authorization_code', code, redirect_uri: redirectUri },
      code_verifier: verifier,
    });
    if (response.ok) return grantShape.parse(await response.json());
    const text = await response.text();
    const words = `Discord's token endpoint answered ${response.status}: ${text.slice(0, 300)}`;
    throw text.includes('"invalid_grant"') ? new CodeRefused(words) : new Error(words);
  }

  async function get(path: string, token: string): Promise<unknown> {
    const response = await fetch(`${apiUrl}/v10${path}`, {
      headers: { Authorization: `Bearer ${token}` },
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!response.ok) throw new Error(`Discord answered ${response.status} to who signed in`);
    return response.json();
  }

  async function me(token: string): Promise<Identity['user']> {
    const { id, username, global_name, avatar } = userShape.parse(await get('/users/@me', token));
    const picture = `https://cdn.discordapp.com/avatars/${id}/${avatar}.webp?size=64`;
    return { id, name: global_name ?? username, avatarUrl: avatar ? picture : null };
  }

  /** Nobody is kept out because of it: without it, servers are only found later. */
  async function serversOf(token: string): Promise<string[]> {
    try {
      return serversShape.parse(await get('/users/@me/guilds', token)).map(({ id }) => id);
    } catch (err) {
      log.warn({ err }, 'Discord did not say on which servers somebody is who signed in');
      return [];
    }
  }

  return {
    /** Where the person is sent to agree. @param challenge of PKCE, S256 */
    async authorizeUrl(state: string, challenge: string): Promise<string> {
      const url = new URL(authorizeUrl);
      url.search = new URLSearchParams({
        ...{ response_type: 'code', client_id: await clientId(), scope: SCOPES.join(' ') },
        ...{ redirect_uri: redirectUri, state },
        ...{ code_challenge: challenge, code_challenge_method: 'S256' },
      }).toString();
      return url.href;
    },

    /**
     * Asks who agreed. Discord's token is given back at once: from here on the bot is asked.
     * @throws CodeRefused; anything else is Discord being away, or our settings being wrong
     */
    async whoAgreed(code: string, verifier: string): Promise<Agreed> {
      const { access_token: token } = await exchange(code, verifier);
      try {
        const [user, guildIds] = await Promise.all([me(token), serversOf(token)]);
        return { user, guildIds };
      } finally {
        const revoked = await post('/oauth2/token/revoke', { token }).catch((err) => ({ err }));
        if (!('ok' in revoked && revoked.ok)) {
          log.warn({ revoked }, 'Discord did not take back a token; it ends by itself');
        }
      }
    },
  };
}
