import { jwtVerify, SignJWT } from 'jose';

/** What a session's cookie says: which session, and the how manieth of its tokens this is. */
export interface SessionToken {
  sessionId: string;
  number: number;
}

const AUDIENCE = 'pages';

/** Signs and reads the values of session cookies. Nothing in them is secret, and none can be made up. */
export function createSessionTokens(secret: string, now: () => number) {
  const key = new TextEncoder().encode(secret);
  return {
    sign: ({ sessionId, number }: SessionToken, expiresAtMs: number): Promise<string> =>
      new SignJWT({ number })
        .setProtectedHeader({ alg: 'HS256' })
        .setJti(sessionId)
        .setAudience(AUDIENCE)
        .setExpirationTime(new Date(expiresAtMs))
        .sign(key),

    /** @returns null when it is forged, too old or something else */
    async read(token: string): Promise<SessionToken | null> {
      const verified = await jwtVerify<{ number?: unknown }>(token, key, {
        algorithms: ['HS256'],
        audience: AUDIENCE,
        requiredClaims: ['exp', 'jti'],
        currentDate: new Date(now()),
      }).catch(() => null);
      const { jti: sessionId, number } = verified?.payload ?? {};
      return sessionId && typeof number === 'number' ? { sessionId, number } : null;
    },
  };
}
