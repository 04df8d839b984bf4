import { expect, test } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';

test('nothing set is a whole configuration on embedded parts', () => {
  const config = loadConfig({});
  expect(config.http).toMatchObject({ host: '127.0.0.1', port: 3000 });
  expect(config.recorder).toBe('embedded');
  expect(config.windowMs).toBe(20 * 60_000);
});

test('an empty variable counts as not set', () => {
  expect(loadConfig({ LIVEKIT_URL: '', PORT: '' }).livekit.url).toBeUndefined();
});

test.each([
  [{ PORT: '99999' }, 'PORT has to be a whole number from 0 to 65535'],
  [{ RECORDER: 'obs' }, 'RECORDER has to be embedded or egress'],
  [{ LIVEKIT_URL: 'example.org' }, 'LIVEKIT_URL has to be a URL that starts with'],
  [{ LIVEKIT_URL: 'wss://lk.example.org' }, 'LIVEKIT_API_SECRET is needed because LIVEKIT_URL'],
  [{ RECORDER: 'egress' }, 'LIVEKIT_URL is needed because RECORDER=egress'],
  [{ LIVEKIT_WEBHOOK_API_KEY: 'a,b', LIVEKIT_WEBHOOK_SECRET: 's' }, 'as many values'],
  [{ STORE_URL: 'postgres://x' }, 'STORE_URL has to be a URL that starts with redis://'],
  [{ ROLES: 'server,bots' }, 'ROLES has to list some of server, bot and worker'],
  [{ ROLES: 'server' }, 'STORE_URL is needed because ROLES leaves something to other processes'],
  [{ ROLES: 'worker', STORE_URL: 'redis://r' }, 'LIVEKIT_URL is needed because ROLES leaves'],
  [{ ROLES: 'bot' }, 'DISCORD_TOKEN is needed because ROLES leaves'],
  [{ SHARDS: 'auto', SHARD_IDS: '0' }, 'SHARD_IDS has to name shards from 0 to SHARDS - 1'],
  [{ SHARDS: '4', SHARD_IDS: '2-4' }, 'SHARD_IDS has to name shards from 0 to SHARDS - 1'],
  [{ SHARDS: '4', SHARD_IDS: '3-2' }, 'SHARD_IDS has to name shards from 0 to SHARDS - 1'],
  [{ SHARDS: '4', SHARD_IDS: 'a' }, 'SHARD_IDS has to be numbers and ranges, such as 0-3'],
  [{ REPLAY_SEGMENT_CLEANUP_AGE_MINUTES: '-3' }, 'REPLAY_SEGMENT_CLEANUP_AGE_MINUTES has to be'],
])('%o names the variable and what it should be', (env, words) => {
  expect(() => loadConfig(env as Record<string, string>)).toThrow(ConfigError);
  expect(() => loadConfig(env as Record<string, string>)).toThrow(words);
});

test('SHARDS is a number, or auto', () => {
  expect(loadConfig({}).discord.shards).toBe(1);
  expect(loadConfig({ SHARDS: '4' }).discord.shards).toBe(4);
  expect(loadConfig({ SHARDS: 'auto' }).discord.shards).toBe('auto');
  for (const SHARDS of ['0', '-1', '1.5', 'many']) {
    expect(() => loadConfig({ SHARDS })).toThrow('SHARDS has to be auto or a whole number');
  }
});

test('a process has all roles unless it is told otherwise', () => {
  expect(loadConfig({}).roles).toEqual(['server', 'bot', 'worker']);
  const shared = { STORE_URL: 'redis://r', LIVEKIT_URL: 'ws://l' };
  const keys = { LIVEKIT_API_KEY: 'k', LIVEKIT_API_SECRET: 's' };
  expect(loadConfig({ ...shared, ...keys, ROLES: 'server, worker' }).roles).toEqual([
    'server',
    'worker',
  ]);
});

test('a process can hold some of the shards', () => {
  expect(loadConfig({ SHARDS: '8' }).discord.shardIds).toBeUndefined();
  expect(loadConfig({ SHARDS: '8', SHARD_IDS: '0-3' }).discord.shardIds).toEqual([0, 1, 2, 3]);
  expect(loadConfig({ SHARDS: '8', SHARD_IDS: '7,1-2,2' }).discord.shardIds).toEqual([7, 1, 2]);
});
