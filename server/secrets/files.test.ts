import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SECRETS } from '../../scripts/parts/secrets.mjs';
import { ConfigError, loadConfig } from '../config.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindsight-secrets-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function fileWith(text: string): Promise<string> {
  const file = join(folder, 'secret');
  await writeFile(file, text);
  return file;
}

const VALUES: Record<string, string> = {
  STORE_URL: 'redis://:hush-hush@store:6379',
  AZURE_STORAGE_CONNECTION_STRING:
    'DefaultEndpointsProtocol=https;AccountName=a;AccountKey=aHVzaC1odXNo',
};
/** What has to be set beside some of them. */
const BESIDE = {
  S3_SECRET_ACCESS_KEY: { S3_BUCKET: 'b', S3_ACCESS_KEY_ID: 'k' },
  AZURE_STORAGE_CONNECTION_STRING: { AZURE_STORAGE_CONTAINER: 'c' },
  LIVEKIT_WEBHOOK_SECRET: { LIVEKIT_WEBHOOK_API_KEY: 'k' },
} as Record<string, Record<string, string>>;

test.each(SECRETS)('%s can come from a file', async (name) => {
  const value = VALUES[name] ?? 'hush-hush';
  const beside = BESIDE[name] ?? {};
  const file = await fileWith(`${value}\n`);
  const asFile = loadConfig({ ...beside, [`${name}_FILE`]: file });
  expect(asFile).toEqual(loadConfig({ ...beside, [name]: value }));
  expect(JSON.stringify(asFile)).toContain(name.startsWith('AZURE') ? 'aHVzaC1odXNo' : 'hush-hush');
});

test.each([
  ['is empty', '\n', 'DISCORD_TOKEN_FILE names FILE, which is empty'],
  ['has several lines', 'hush-a\nhush-b', 'DISCORD_TOKEN_FILE names FILE, which has more than one'],
])('a file that %s is told, and not what is in it', async (_, text, words) => {
  const file = await fileWith(text);
  const load = () => loadConfig({ DISCORD_TOKEN_FILE: file });
  expect(load).toThrow(ConfigError);
  expect(load).toThrow(words.replace('FILE,', `${file},`));
  expect(load).not.toThrow('hush-');
});

test('a file that is not there, or is a folder, is told', () => {
  const none = join(folder, 'none');
  const load = (file: string) => () => loadConfig({ LIVEKIT_API_SECRET_FILE: file });
  expect(load(none)).toThrow(`LIVEKIT_API_SECRET_FILE names ${none}, which can't be read (ENOENT)`);
  expect(load(folder)).toThrow(`${folder}, which can't be read (EISDIR)`);
});

test('a variable and its file together are refused, in words without the secret', async () => {
  const file = await fileWith('hush-a');
  const load = () => loadConfig({ DISCORD_TOKEN: 'hush-b', DISCORD_TOKEN_FILE: file });
  expect(load).toThrow('DISCORD_TOKEN and DISCORD_TOKEN_FILE are both set: it is one or the other');
  expect(load).not.toThrow(/hush/);
});

test('an empty variable beside its file counts as not set', async () => {
  const DISCORD_TOKEN_FILE = await fileWith('hush-a');
  expect(loadConfig({ DISCORD_TOKEN: '', DISCORD_TOKEN_FILE }).discord.token).toBe('hush-a');
});
