import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openImpairedRelay } from '../support/network/impaired-relay.ts';
import { travel } from '../support/network/journey.ts';
import { type LightStage, openLightStage } from '../support/network/light-stage.ts';
import { type NetworkStage, openNetworkStage } from '../support/network/stage.ts';
import { openWatcher } from '../support/network/watcher.ts';
import { skipWithout } from '../support/parts.ts';
import { until } from '../support/until.ts';

const MINUTE_MS = 60_000;

describe.skipIf(await skipWithout('livekit', 'ffmpeg'))('without a network', () => {
  let stage: LightStage;
  beforeAll(async () => {
    stage = await openLightStage();
  });
  afterAll(() => stage?.close());

  test.concurrent.each([
    ['everything', false],
    ['media alone', true],
  ])(
    'a minute without %s is one marked hole, hardly longer, in a recording that goes on',
    async (_, keep) => {
      const recording = await stage.record();
      recording.relay.keepSignalling(keep);
      recording.relay.impair({ dark: true });
      const darkMs = Date.now();
      await sleep(MINUTE_MS);
      // Whoever looks after it knows that it is no use to begin another one.
      const { lostSinceMs = 0 } = (await recording.now()) ?? {};
      expect(Math.abs(lostSinceMs - darkMs)).toBeLessThan(1500);
      recording.relay.mend();
      const mendedMs = Date.now();
      const isBack = async () => ((await recording.now())?.newestSegmentAtMs ?? 0) > mendedMs;
      await until('something newer is listed', isBack, { timeoutMs: 30_000 });
      const after = await recording.now();
      expect(after).toMatchObject({ state: 'active' });
      expect(Math.abs((after?.hole?.fromMs ?? 0) - lostSinceMs)).toBeLessThan(1500);
      expect(after?.lostSinceMs).toBeUndefined();
      const holes = await recording.end();
      expect(holes).toEqual([{ ms: expect.any(Number), marked: true }]);
      expect(holes[0]?.ms).toBeGreaterThan(MINUTE_MS - 1000);
      expect(holes[0]?.ms).toBeLessThan(MINUTE_MS + 15_000);
    },
  );

  test('a share that ends meanwhile has ended when that is over', async () => {
    const recording = await stage.record();
    recording.relay.impair({ dark: true });
    await sleep(8000);
    stage.stopSharing();
    await sleep(2000);
    expect((await recording.now())?.state).toBe('active');
    recording.relay.mend();
    await expect
      .poll(async () => (await recording.now())?.state, { timeout: 20_000 })
      .toBe('complete');
    expect(await recording.end()).toEqual([]);
  });
});

describe.skipIf(await skipWithout('livekit', 'chromium', 'ffmpeg'))('beside a browser', () => {
  let stage: NetworkStage;
  beforeAll(async () => {
    stage = await openNetworkStage();
  });
  afterAll(() => stage?.close());

  test.each([
    ['5 % loss', { loss: 0.05 }],
    ['10 % loss and 100 ms each way', { loss: 0.1, delayMs: 100, jitterMs: 30 }],
    ['bursts', { loss: 0.05, burst: 15 }],
  ])('no more is lost than one that watches freezes for: %s', async (name, network) => {
    const recording = await stage.record();
    const theirs = await openImpairedRelay({ ports: stage.livekit.ports, seed: 1 });
    const { apiKey, apiSecret } = stage.livekit;
    const watcher = await openWatcher({ url: theirs.url, apiKey, apiSecret }, stage.share.roomName);
    const before = await watcher.watched();
    theirs.impair(network);
    const lost = (await travel(recording, [{ name, network, lastsMs: 30_000 }])).get(name);
    const after = await watcher.watched();
    await watcher.close();
    theirs.close();
    const holesMs = lost?.holes.reduce((sum, { ms }) => sum + ms, 0);
    const frozenMs = after.frozenMs - before.frozenMs;
    if (process.env.LOG_LEVEL) console.info(name, lost, { holesMs, frozenMs, after });
    expect(lost?.broken).toBe(0);
    // It has to show something now, the recorder may wait: what can be had again is there.
    expect(holesMs).toBeLessThanOrEqual(frozenMs + 1000);
  });
});
