import { createHash } from 'node:crypto';

/** 429: which limit was hit and when to come back. */
export interface Limited {
  /** Seconds. */
  retryAfter: number;
  scope: 'user' | 'global' | 'shared';
}

interface Bucket {
  left: number;
  resetAt: number;
}

export interface RateState {
  limited: Limited | undefined;
  headers: Record<string, string>;
}

/** Requests in so many ms, by route; as Discord tells them today, and it may change them. */
const ROUTES: [pattern: RegExp, limit: number, perMs: number][] = [
  [/^POST \/channels\/\d+\/messages$/, 5, 5000],
  [/^(PATCH|DELETE) \/channels\/\d+\/messages\/\d+$/, 5, 5000],
  [/^(POST|PATCH|DELETE|GET) \/webhooks\/\d+\/[^/]+/, 5, 2000],
  [/^PUT \/applications\/\d+\/(guilds\/\d+\/)?commands$/, 2, 5000],
  [/^POST \/users\/@me\/channels$/, 10, 10_000],
];
const OTHERS: [limit: number, perMs: number] = [50, 1000];
const GLOBAL_PER_SECOND = 50;

export function createRateLimits() {
  const buckets = new Map<string, Bucket>();
  let second = { startedAt: 0, used: 0 };
  let off = false;

  function allGlobal(now: number): Limited | undefined {
    if (now - second.startedAt >= 1000) second = { startedAt: now, used: 0 };
    if (++second.used <= GLOBAL_PER_SECOND) return undefined;
    return { retryAfter: (second.startedAt + 1000 - now) / 1000, scope: 'global' };
  }

  return {
    setOff(value: boolean): void {
      off = value;
    },

    /** Counts a request. Answers to interactions are in no bucket and not in the global limit. */
    count(method: string, path: string): RateState {
      if (off || path.startsWith('/interactions/')) return { limited: undefined, headers: {} };
      const now = Date.now();
      const route = ROUTES.find(([pattern]) => pattern.test(`${method} ${path}`));
      const [limit, perMs] = route ? [route[1], route[2]] : OTHERS;
      const key = bucketKey(method, path);
      let bucket = buckets.get(key);
      if (!bucket || bucket.resetAt <= now) bucket = { left: limit, resetAt: now + perMs };
      buckets.set(key, bucket);
      const webhook = path.startsWith('/webhooks/');
      const everywhere = webhook ? undefined : allGlobal(now);
      const over = bucket.left <= 0;
      bucket.left = Math.max(0, bucket.left - 1);
      const seconds = (bucket.resetAt - now) / 1000;
      const limited =
        everywhere ?? (over ? { retryAfter: seconds, scope: 'user' as const } : undefined);
      return {
        limited,
        headers: {
          'X-RateLimit-Limit': String(limit),
          'X-RateLimit-Remaining': String(bucket.left),
          'X-RateLimit-Reset': (bucket.resetAt / 1000).toFixed(3),
          'X-RateLimit-Reset-After': seconds.toFixed(3),
          'X-RateLimit-Bucket': hash(key.replace(/\d{16,}/, '')),
        },
      };
    },
  };
}

/** One bucket a method and route, apart for each channel, server or webhook. */
function bucketKey(method: string, path: string): string {
  const [, major = '', id = '', ...rest] = path.split('/');
  if (major === 'webhooks') return `${method} ${path.split('/messages')[0]}`;
  const tail = rest.join('/').replace(/\d{16,}/g, ':id');
  return `${method} ${major}/${id}/${tail}`;
}

const hash = (text: string) => createHash('md5').update(text).digest('hex');

export function limitHeaders({ retryAfter, scope }: Limited): Record<string, string> {
  return {
    'Retry-After': String(Math.ceil(retryAfter)),
    'X-RateLimit-Scope': scope,
    ...(scope === 'global' && { 'X-RateLimit-Global': 'true' }),
  };
}
