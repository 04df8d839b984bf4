import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EgressClient, RoomServiceClient } from 'livekit-server-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freeTcpPort } from '../server/livekit/ports.ts';
import { runDoctor, tamper } from './support/doctor.ts';
import { startTestEgress, type TestEgress } from './support/egress/test-egress.ts';
import { type Product, startProduct } from './support/hindsight.ts';
import { startLivekit, type TestLivekit } from './support/livekit.ts';
import { skipWithout } from './support/parts.ts';

describe.skipIf(await skipWithout('livekit', 'ffmpeg'))('npm run doctor, beside what runs', () => {
  let livekit: TestLivekit;
  let egress: TestEgress;
  let product: Product;
  let webhookUrl: string;
  let segmentsPath: string;
  /** What the product was started with. */
  let env: Record<string, string>;
  const closers: (() => unknown)[] = [];

  beforeAll(async () => {
    const port = await freeTcpPort();
    webhookUrl = `http://127.0.0.1:${port}/api/livekit/webhook`;
    segmentsPath = await mkdtemp(join(tmpdir(), 'hindsight-doctor-test-'));
    livekit = await startLivekit({ webhookUrl });
    egress = await startTestEgress({ livekit, delays: { noService: 1000 } });
    env = {
      PORT: String(port),
      RECORDER: 'egress',
      REPLAY_SEGMENTS_PATH: segmentsPath,
      ...access(livekit, egress.url),
    };
    product = await startProduct(env);
    env = { ...env, DATA_DIR: product.dataDir };
  });
  afterAll(async () => {
    for (const close of closers) await close();
    await product?.close();
    await egress?.close();
    await livekit?.close();
    await rm(segmentsPath, { recursive: true, force: true });
  });

  const access = ({ apiKey, apiSecret }: TestLivekit, url: string) => ({
    ...{ LIVEKIT_URL: url, LIVEKIT_API_KEY: apiKey, LIVEKIT_API_SECRET: apiSecret },
  });
  const listRooms = () =>
    new RoomServiceClient(livekit.url, livekit.apiKey, livekit.apiSecret).listRooms();
  async function otherLivekit(options: Parameters<typeof startLivekit>[0]) {
    const other = await startLivekit(options);
    closers.push(other.close);
    return { ...env, ...access(other, other.url), RECORDER: 'embedded' };
  }

  test('finds nothing where all is right, and leaves nothing behind', async () => {
    const sandbox = product.hindsight.sandbox;
    const discord = {
      ...{ DISCORD_TOKEN: sandbox?.botToken ?? '', DISCORD_API_URL: sandbox?.apiUrl ?? '' },
    };
    const { findings, on } = await runDoctor({ ...env, ...discord });
    const names = ['hindsight', 'ready', 'events', 'shares', 'bot', 'livekit', 'clocks', 'webhook'];
    for (const name of [...names, 'media ports', 'egress', 'segments', 'deletable']) {
      expect(on(name), name).toMatch(/^ok: /);
      expect(on(name), name).not.toMatch(/^(missing|note): /m);
    }
    expect(findings.filter(({ name }) => name === 'clocks')).toHaveLength(2);
    expect(await readdir(segmentsPath)).toEqual([]);
    expect(await listRooms()).toEqual([]);
  });

  test('removes what it made when it is interrupted', async () => {
    const { exitCode } = await runDoctor(env, { interruptAt: 'its first segment' });
    expect(exitCode).toBe(130);
    expect(await readdir(segmentsPath)).toEqual([]);
    expect(await listRooms()).toEqual([]);
    const { url, apiKey, apiSecret } = { ...livekit, url: egress.url };
    expect(await new EgressClient(url, apiKey, apiSecret).listEgress({ active: true })).toEqual([]);
  });

  test.concurrent('finds a webhook that never arrives', async () => {
    const { on, exitCode } = await runDoctor(await otherLivekit({}));
    expect(on('webhook')).toMatch(/^missing: LiveKit's never arrive/);
    expect(on('webhook')).toContain('/api/livekit/webhook');
    // It also sees that this is not the LiveKit that Hindsight runs with.
    expect(on('hindsight')).toContain('LIVEKIT_URL');
    expect(exitCode).toBe(1);
  });

  test.concurrent.each([
    ['another key', { apiKey: 'somebody' }, 'LiveKit signs with somebody'],
    ['another secret', {}, 'the secret of testkey differs'],
  ])('finds webhooks that are signed with %s', async (_, keys, words) => {
    const { on } = await runDoctor(await otherLivekit({ webhookUrl, ...keys }));
    expect(on('webhook')).toMatch(/^missing: it arrived, and was refused: the keys don't match/);
    expect(on('webhook')).toContain(words);
  });

  test.concurrent.each([
    ['LIVEKIT_API_KEY', "it doesn't know the key LIVEKIT_API_KEY"],
    ['LIVEKIT_API_SECRET', 'LIVEKIT_API_SECRET is not the one of LIVEKIT_API_KEY'],
  ])('finds a wrong %s', async (name, words) => {
    const { on, findings } = await runDoctor({ ...env, [name]: 'x'.repeat(32) });
    expect(on('livekit')).toMatch(/^missing: /);
    expect(on('livekit')).toContain(words);
    expect(JSON.stringify(findings)).not.toContain('eyJ');
  });

  test.concurrent('finds a reverse proxy that buffers events and passes no WebSockets on', async () => {
    const proxy = await tamper(product.hindsight.url, {});
    closers.push(proxy.close);
    const publicUrl = proxy.url.replace('ws', 'http');
    const { on } = await runDoctor({ ...env, PUBLIC_URL: publicUrl });
    expect(on('public url')).toMatch(/^ok: /);
    expect(on('events')).toMatch(/^missing: .* is held back/);
    expect(on('signalling')).toMatch(/^missing: .*WebSockets/);
  });

  test.concurrent('finds a path that is not shared', async () => {
    // To Egress the same path is another folder, as in a container of its own.
    const elsewhere = join(segmentsPath, 'elsewhere');
    await mkdir(elsewhere);
    const mounted = await tamper(egress.url, {
      request: (_method, body) => body.replaceAll(`${elsewhere}/`, `${elsewhere}-of-egress/`),
    });
    closers.push(mounted.close);
    const { on } = await runDoctor({
      ...env,
      REPLAY_SEGMENTS_PATH: elsewhere,
      LIVEKIT_URL: mounted.url,
    });
    expect(on('egress')).toMatch(/^ok: /);
    expect(on('segments')).toMatch(/^missing: Egress wrote \d+ segments .* not shared/);
    expect(await readdir(elsewhere)).toEqual([]);
  });

  (process.getuid?.() === 0 ? test.concurrent : test.skip)(
    'finds that Egress, under another uid, may not write',
    async () => {
      const stranger = await startTestEgress({ livekit, uid: 54322, gid: 54322 });
      closers.push(stranger.close);
      const { on } = await runDoctor({ ...env, LIVEKIT_URL: stranger.url });
      expect(on('segments')).toMatch(/^missing: Egress may not write .*permission denied/);
    },
  );

  test('finds clocks that differ, and that there is no worker', async () => {
    await egress.workers.kill();
    const late = await tamper(egress.url, {
      answer: (method, body) =>
        method === 'CreateRoom'
          ? body.replace(
              /("creation_?time_?ms":\s*")(\d+)/i,
              (_, key, ms) => `${key}${+ms + 90_000}`,
            )
          : body,
    });
    closers.push(late.close);
    const { on } = await runDoctor({ ...env, LIVEKIT_URL: late.url });
    expect(on('clocks')).toMatch(
      /^missing: LiveKit's clock is (89|9\d)\.\d s ahead .* webhooks are refused/,
    );
    expect(on('egress')).toMatch(/^missing: no Egress worker/);
  });
});
