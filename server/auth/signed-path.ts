import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Addresses that open without signing in, until they end: `{path}?until={ms}&sig={...}`.
 * @param revoked how often earlier ones were revoked
 */
export function signPath(secret: string, path: string, untilMs: number, revoked = 0): string {
  return `${path}?until=${untilMs}&sig=${signature(secret, path, String(untilMs), revoked)}`;
}

export function isSignedPath(
  secret: string,
  path: string,
  query: { until?: unknown; sig?: unknown },
  nowMs = Date.now(),
  revoked = 0,
): boolean {
  const given = Buffer.from(String(query.sig ?? ''));
  const right = Buffer.from(signature(secret, path, String(query.until), revoked));
  const same = given.length === right.length && timingSafeEqual(given, right);
  return same && Number(query.until) > nowMs;
}

function signature(secret: string, path: string, until: string, revoked: number): string {
  // Without it as long as none was revoked, so that addresses from before there was a number stay good.
  const text = revoked > 0 ? `${path}\n${until}\n${revoked}` : `${path}\n${until}`;
  return createHmac('sha256', secret).update(text).digest('base64url');
}
