import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../config.ts';
import { openTestApp } from './test-app.ts';

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hindsight-'));
});
afterAll(() => rm(dataDir, { recursive: true }));

/** How many links of 25 are looked at, each said to come from another address by who sends it. */
async function triesOf(env: Record<string, string>, addresses: (i: number) => string) {
  const app = await openTestApp(() => ({ config: loadConfig({ DATA_DIR: dataDir, ...env }) }));
  const statuses: number[] = [];
  for (let i = 0; i < 25; i++) {
    const headers = { 'X-Forwarded-For': addresses(i) };
    const init = { method: 'POST', json: { link: 'none' }, headers };
    statuses.push((await app.call('/api/session', init)).status);
  }
  await app.close();
  return statuses.filter((status) => status === 401).length;
}
const PROXIED = { PUBLIC_URL: 'https://clips.example.org' };

test('without a proxy, what a request says of where it comes from counts for nothing', async () => {
  expect(await triesOf({}, (i) => `192.0.2.${i}`)).toBe(20);
});

test('behind one, the address that it saw counts, and what stands before that for nothing', async () => {
  expect(await triesOf(PROXIED, (i) => `192.0.2.${i}, 198.51.100.7`)).toBe(20);
  expect(await triesOf(PROXIED, (i) => `198.51.100.7, 192.0.2.${i}`)).toBe(25);
});
