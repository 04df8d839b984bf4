import { subscribe } from 'node:diagnostics_channel';
import { afterChange, beforeChange } from '../crash.ts';
import { plainName } from '../plain.ts';

/** What undici tells of a request. */
interface Told {
  request: { origin: string | URL; method: string; path: string };
  response?: { statusCode: number };
}

const discord = process.env.DISCORD_API_URL ?? '';

/** Watches undici: each request that changes something at Discord, before it goes out and once Discord has said yes. */
export function watchDiscord(): void {
  subscribe('undici:request:create', (told) => {
    const change = changeOf(told as Told);
    if (change) beforeChange(change);
  });
  subscribe('undici:request:headers', (told) => {
    const change = changeOf(told as Told);
    const { statusCode = 0 } = (told as Told).response ?? {};
    if (change && statusCode < 300) afterChange(change);
  });
}

function changeOf({ request: { origin, method, path } }: Told): string | null {
  if (method === 'GET' || !discord.startsWith(String(origin))) return null;
  const [where = ''] = path.replace(/^(\/api)?\/v\d+/, '').split('?');
  return `${method} ${plainName(decodeURIComponent(where))}`;
}
