import { expect, test } from 'vitest';
import { loadConfig } from '../config.ts';
import { openTestApp } from './test-app.ts';

const about = async (env: Record<string, string>) => {
  const app = await openTestApp(() => ({ config: loadConfig(env) }));
  try {
    return await (await app.call('/api/about')).json();
  } finally {
    await app.close();
  }
};

test('what is kept and for how long is open to all, as it is configured', async () => {
  expect(await about({})).toEqual({
    ...{ discordSignIn: false, recorder: 'embedded', storage: 'local', store: 'sqlite' },
    ...{ livekit: 'own', publicUrl: 'https://clips.example.org', windowMs: 20 * 60_000 },
    ...{ postedKeptMs: 7 * 24 * 3600_000, linkLifeMs: 10 * 60_000 },
    ...{ sessionLifeMs: 7 * 24 * 3600_000, sessionIdleMs: 24 * 3600_000 },
    clipLinkLifeMs: 365 * 24 * 3600_000,
  });
  const otherwise = await about({
    ...{ RECORDER: 'egress', STORE_URL: 'redis://redis:6379', CLIPS_KEEP_POSTED_DAYS: '0' },
    ...{ LIVEKIT_URL: 'wss://lk.example.org', LIVEKIT_API_KEY: 'k', LIVEKIT_API_SECRET: 'secret' },
    REPLAY_SEGMENT_CLEANUP_AGE_MINUTES: '5',
  });
  expect(otherwise).toMatchObject({
    ...{ recorder: 'egress', store: 'redis', livekit: 'elsewhere', windowMs: 5 * 60_000 },
    postedKeptMs: 0,
  });
  // Whoever reads it learns how it is kept, not where that is.
  expect(JSON.stringify(otherwise)).not.toMatch(/redis:|lk\.example|secret/);
});
