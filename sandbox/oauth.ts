import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from './clock.ts';
import type { World } from './world.ts';

/** What an application asks a person for, from the address of Discord's page. */
export interface AuthorizeRequest {
  redirectUri: string;
  scopes: string[];
  state: string | null;
  /** Of PKCE, S256; null: the application does without. */
  challenge: string | null;
}

interface Code extends AuthorizeRequest {
  userId: string;
  expiresAtMs: number;
  /** Set once it was used. */
  token: string | null;
}

export interface Grant {
  userId: string;
  scopes: string[];
  refreshToken: string;
  expiresAtMs: number;
}

const SCOPES = ['identify', 'email', 'guilds', 'guilds.members.read', 'connections'];
const CODE_LIFE_MS = 60_000;
const TOKEN_LIFE_MS = 7 * 24 * 3600_000;

/** What the token endpoints answer when they refuse, in OAuth2's form. */
export class OauthError extends Error {
  override name = 'OauthError';
  readonly status: number;
  readonly body: { error: string; error_description?: string };

  constructor(status: number, error: string, description?: string) {
    super(description ?? error);
    this.status = status;
    this.body = { error, ...(description && { error_description: description }) };
  }
}

/** An address of the page that Discord would not show; the words are for whoever opened it. */
export class AuthorizeError extends Error {
  override name = 'AuthorizeError';
}

/** People's agreements: codes that an application changes into tokens, and those tokens. */
export function createOauth(world: World, clock: Clock) {
  const codes = new Map<string, Code>();
  const grants = new Map<string, Grant>();
  const secret = () => randomBytes(24).toString('base64url');

  return {
    /** @throws AuthorizeError */
    readRequest(query: URLSearchParams): AuthorizeRequest {
      const redirectUri = query.get('redirect_uri') ?? '';
      const scopes = (query.get('scope') ?? '').split(' ').filter(Boolean);
      const method = query.get('code_challenge_method');
      if (query.get('client_id') !== world.applicationId)
        throw new AuthorizeError('Unknown Application');
      if (!isLoopback(redirectUri)) throw new AuthorizeError('Invalid OAuth2 redirect_uri');
      if (query.get('response_type') !== 'code') throw new AuthorizeError('Invalid response_type');
      if (scopes.length === 0 || scopes.some((scope) => !SCOPES.includes(scope))) {
        throw new AuthorizeError('The requested scope is invalid, unknown, or malformed.');
      }
      if (method && method !== 'S256') throw new AuthorizeError('Invalid code_challenge_method');
      return {
        redirectUri,
        scopes,
        state: query.get('state'),
        challenge: query.get('code_challenge'),
      };
    },

    /** @returns where the person's browser goes, with a code */
    approve(request: AuthorizeRequest, userId: string): string {
      const code = secret();
      const expiresAtMs = clock.now() + CODE_LIFE_MS;
      codes.set(code, { ...request, userId, expiresAtMs, token: null });
      return back(request, { code });
    },

    deny: (request: AuthorizeRequest): string =>
      back(request, {
        error: 'access_denied',
        error_description: 'The resource owner or authorization server denied the request',
      }),

    /** @throws OauthError (401) unless this is the application */
    needClient(id: unknown, clientSecret: unknown): void {
      if (id === world.applicationId && clientSecret === world.clientSecret) return;
      throw new OauthError(401, 'invalid_client');
    },

    /** Changes a code into a token, once; a second use also ends what the first one got. @throws OauthError */
    exchange(form: Record<string, unknown>) {
      if (form.grant_type !== 'authorization_code')
        throw new OauthError(400, 'unsupported_grant_type');
      const found = codes.get(String(form.code ?? ''));
      if (!found || found.token !== null) {
        grants.delete(found?.token ?? '');
        throw new OauthError(400, 'invalid_grant', 'Invalid "code" in request.');
      }
      if (clock.now() > found.expiresAtMs) {
        throw new OauthError(400, 'invalid_grant', 'Invalid "code" in request.');
      }
      if (form.redirect_uri !== found.redirectUri) {
        throw new OauthError(400, 'invalid_grant', 'Invalid "redirect_uri" in request.');
      }
      if (found.challenge && found.challenge !== s256(String(form.code_verifier ?? ''))) {
        throw new OauthError(400, 'invalid_grant', 'Invalid "code_verifier" in request.');
      }
      const { userId, scopes } = found;
      const grant = {
        userId,
        scopes,
        refreshToken: secret(),
        expiresAtMs: clock.now() + TOKEN_LIFE_MS,
      };
      found.token = secret();
      grants.set(found.token, grant);
      return {
        token_type: 'Bearer',
        access_token: found.token,
        expires_in: TOKEN_LIFE_MS / 1000,
        refresh_token: grant.refreshToken,
        scope: scopes.join(' '),
      };
    },

    /** Ends a person's agreement; a token that is none is no error. */
    revoke(token: unknown): void {
      for (const [access, { refreshToken }] of grants) {
        if (token === access || token === refreshToken) grants.delete(access);
      }
    },

    /** What a person's token opens; undefined when it is none, or none any more. */
    grantOf(token: string): Grant | undefined {
      const grant = grants.get(token);
      return grant && clock.now() < grant.expiresAtMs ? grant : undefined;
    },
  };
}

function back({ redirectUri, state }: AuthorizeRequest, answer: Record<string, string>): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value);
  if (state !== null) url.searchParams.set('state', state);
  return url.href;
}

/** Discord knows an application's addresses; here those of this machine are. */
function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return /^https?:$/.test(protocol) && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}

const s256 = (verifier: string) => createHash('sha256').update(verifier).digest('base64url');
