import type { Config } from '../../server/config.ts';
import { localOrigin } from '../../server/http/local-origin.ts';
import { type Finding, why } from './check.ts';

const NAME = 'sign-in';
const ANSWER_WITHIN_MS = 5_000;
const PAGE = "the application's page OAuth2 at https://discord.com/developers/applications";

/**
 * Whether Discord takes DISCORD_CLIENT_SECRET and would send people back to us.
 * @returns undefined where the sandbox does all of it
 */
export async function checkSignIn({ discord, http }: Config): Promise<Finding | undefined> {
  const { token, clientSecret, apiUrl = 'https://discord.com/api' } = discord;
  if (!token) return undefined;
  if (!clientSecret) {
    const says = 'by the links of /replay; with DISCORD_CLIENT_SECRET also with Discord';
    return { name: NAME, state: 'ok', says };
  }
  const publicUrl = http.publicUrl ?? localOrigin(http.host, http.port);
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  try {
    const headers = { authorization: `Bot ${token}` };
    const answer = await fetch(`${apiUrl}/v10/applications/@me`, { headers, signal });
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    const { id, redirect_uris } = (await answer.json()) as { id: string; redirect_uris?: string[] };
    // A question that only the secret is needed for.
    const credentials = Buffer.from(`${id}:${clientSecret}`).toString('base64');
    const asked = await fetch(`${apiUrl}/v10/oauth2/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${credentials}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'identify' }),
      signal,
    });
    return judgeSignIn(
      asked.status !== 401,
      redirect_uris ?? [],
      `${publicUrl}/api/auth/discord/callback`,
    );
  } catch (error) {
    return { name: NAME, state: 'note', says: `Discord does not say: ${why(error)}` };
  }
}

export function judgeSignIn(isTaken: boolean, redirects: string[], wanted: string): Finding {
  if (!isTaken) {
    const todo = `Reset it on ${PAGE}.`;
    return { name: NAME, state: 'note', says: 'Discord refuses DISCORD_CLIENT_SECRET', todo };
  }
  if (!redirects.includes(wanted)) {
    const todo = `Add it on ${PAGE}, exactly so.`;
    return { name: NAME, state: 'note', says: `${wanted} is none of the redirects`, todo };
  }
  return { name: NAME, state: 'ok', says: `with Discord, which sends people back to ${wanted}` };
}
