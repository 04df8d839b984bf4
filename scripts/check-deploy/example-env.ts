import { parseEnv } from 'node:util';

/** What somebody may have filled in where deploy/.env.example leaves it empty. */
const FILLED_IN: Record<string, string> = {
  DISCORD_TOKEN: 'a-token',
  LIVEKIT_API_KEY: 'APIexample',
  LIVEKIT_API_SECRET: 'a-secret-of-32-characters-or-more',
  LIVEKIT_URL: 'wss://project.livekit.cloud',
};

/** Names that an example file shows, set or behind a `#`. */
export function shownIn(example: string): string[] {
  return [...example.matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map(([, name = '']) => name);
}

/** A `.env` made from the example, filled in. */
export function exampleEnv(example: string): Record<string, string> {
  const set = parseEnv(example) as Record<string, string>;
  const filled = Object.entries(FILLED_IN).filter(([name]) => !set[name]);
  return { ...set, ...Object.fromEntries(filled) };
}
