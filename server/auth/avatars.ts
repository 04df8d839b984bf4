import type { Log } from '../log.ts';

/** People's pictures from Discord's CDN, so that a page asks nobody but us. */
export type Avatars = ReturnType<typeof createAvatars>;

export interface Avatar {
  type: string;
  bytes: Buffer;
}

const TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'];
/** Pictures of 64 pixels are a few kB. */
const MAX_BYTES = 128 * 1024;
const MAX_KEPT = 200;
const PATIENCE_MS = 5000;
/** One that could not be had is asked for again after so long. */
const RETRY_MS = 60_000;

export function createAvatars(log: Log, cdnUrl = 'https://cdn.discordapp.com', now = Date.now) {
  /** What was asked for first stands first. */
  const kept = new Map<string, { avatar: Promise<Avatar | null>; failedAtMs: number | null }>();

  async function download(url: string): Promise<Avatar> {
    const response = await fetch(url, {
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const type = response.headers.get('Content-Type')?.split(';')[0]?.trim() ?? '';
    try {
      if (!response.ok || !TYPES.includes(type)) {
        throw new Error(`the CDN answered ${response.status}, ${type || 'without a type'}`);
      }
      const parts: Uint8Array[] = [];
      let size = 0;
      for await (const part of response.body ?? []) {
        size += part.length;
        if (size > MAX_BYTES) throw new Error(`an avatar of more than ${MAX_BYTES} bytes`);
        parts.push(part);
      }
      return { type, bytes: Buffer.concat(parts) };
    } finally {
      if (!response.bodyUsed) await response.body?.cancel();
    }
  }

  return {
    /** @param url on Discord's CDN; null for anything else, and for what can't be had */
    of(url: string): Promise<Avatar | null> {
      if (!url.startsWith(`${cdnUrl}/`)) return Promise.resolve(null);
      const found = kept.get(url);
      const failedAtMs = found?.failedAtMs ?? null;
      const isDueAgain = failedAtMs !== null && now() - failedAtMs >= RETRY_MS;
      if (found && !isDueAgain) return found.avatar;
      const entry = {
        failedAtMs: null as number | null,
        avatar: download(url).catch((err) => {
          log.info({ err, url }, 'an avatar could not be had');
          entry.failedAtMs = now();
          return null;
        }),
      };
      kept.delete(url);
      kept.set(url, entry);
      for (const oldest of kept.keys()) {
        if (kept.size <= MAX_KEPT) break;
        kept.delete(oldest);
      }
      return entry.avatar;
    },
  };
}
