import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../config.ts';
import { type Disk, openDisk } from '../disk/disk.ts';
import { writeSegments } from '../disk/test-disk.ts';
import { openTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
/** Another process: what it finds is known here by the store. */
let guard: Disk;
let ada: string;
beforeAll(async () => {
  app = await openTestApp();
  const { config, store, log } = app.services;
  const { diskLimits } = loadConfig({ REPLAY_MAX_BYTES: '30KB' });
  guard = openDisk({ config: { ...config, diskLimits }, store, log });
  ada = await app.signIn();
  await app.agree(ada);
});
afterAll(() => app.close());

const token = async (json: object) => {
  const response = await app.call('/api/livekit/token', { method: 'POST', cookie: ada, json });
  return { status: response.status, ...((await response.json()) as { error?: string }) };
};
const status = async () =>
  (await (await app.call('/api/replay/status', { cookie: ada })).json()) as { shorter?: object };

test('while windows are whole nothing is said of them, and shares begin', async () => {
  expect(await status()).not.toHaveProperty('shorter');
  expect((await token({ shareId: 'first' })).status).toBe(200);
});

test('the page is refused before it sends anything, and a share that lost its connection goes on', async () => {
  const startMs = Date.now() - 60_000;
  const { segmentsPath } = app.services.config;
  await writeSegments(segmentsPath, '2', { startMs, count: 30, bytes: 3000 });
  await guard.look();
  expect(await token({ shareId: 'second' })).toMatchObject({
    ...{ status: 507, error: expect.stringMatching(/^The shares that run already take all/) },
  });
  expect((await token({ shareId: 'first', again: true })).status).toBe(200);
  expect(await status()).toMatchObject({
    shorter: {
      keptMs: expect.any(Number),
      words: expect.stringMatching(/^Just now only the last \d+s are kept instead of 20m\. All/),
    },
  });
  await app.record();
  expect((await token({ shareId: 'second' })).status).toBe(200);
});
