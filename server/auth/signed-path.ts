import { createHmac, timingSafeEqual } from 'node:crypto';

/** Addresses that open without signing in, until they end: `{path}?until={ms}&sig={...}`. */
export function signPath(secret: string, path: string, untilMs: number): string {
  return `${path}?until=${untilMs}&sig=${signature(secret, path, String(untilMs))}`;
}

export function isSignedPath(
  secret: string,
  path: string,
  query: { until?: unknown; sig?: unknown },
  nowMs = Date.now(),
): boolean {
  const given = Buffer.from(String(query.sig ?? ''));
  const right = Buffer.from(signature(secret, path, String(query.until)));
  const same = given.length === right.length && timingSafeEqual(given, right);
  return same && Number(query.until) > nowMs;
}

function signature(secret: string, path: string, until: string): string {
  return createHmac('sha256', secret).update(`${path}\n${until}`).digest('base64url');
}
