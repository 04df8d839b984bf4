import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openImpairedRelay } from '../support/network/impaired-relay.ts';
import { travel } from '../support/network/journey.ts';
import { compare } from '../support/network/losses.ts';
import { type NetworkStage, openNetworkStage } from '../support/network/stage.ts';
import { openWatcher } from '../support/network/watcher.ts';
import { skipWithout } from '../support/parts.ts';

const MINUTE_MS = 60_000;

describe.skipIf(await skipWithout('livekit', 'chromium', 'ffmpeg'))('on a bad network', () => {
  let stage: NetworkStage;
  beforeAll(async () => {
    stage = await openNetworkStage();
  });
  afterAll(() => stage?.close());

  test.each([
    ['everything', false],
    ['media alone', true],
  ])(
    'a minute without %s is one marked hole, hardly longer, in a recording that goes on',
    async (what, keep) => {
      const recording = await stage.record();
      recording.relay.keepSignalling(keep);
      const lost = await travel(recording, [
        { name: what, network: { dark: true }, lastsMs: MINUTE_MS },
      ]);
      const losses = lost.get(what);
      if (process.env.LOG_LEVEL) console.info(losses);
      expect(losses?.broken).toBe(0);
      expect(losses?.holes).toHaveLength(1);
      expect(losses?.holes[0]?.marked).toBe(true);
      expect(losses?.holes[0]?.ms).toBeGreaterThan(MINUTE_MS - 1000);
      expect(losses?.holes[0]?.ms).toBeLessThan(MINUTE_MS + 15_000);
    },
  );

  test('a share that ends in a blackout has ended when that is over', async () => {
    const share = await stage.sharers.share();
    const recording = await stage.record({}, share);
    recording.relay.impair({ dark: true });
    await sleep(10_000);
    await share.stop();
    recording.relay.mend();
    await expect.poll(recording.state, { timeout: 20_000 }).toBe('complete');
    await recording.end();
  });

  test.each([
    ['5 % loss', { loss: 0.05 }],
    ['10 % loss and 100 ms each way', { loss: 0.1, delayMs: 100, jitterMs: 30 }],
    ['bursts', { loss: 0.05, burst: 15 }],
  ])('it loses no more than a browser that watches beside it: %s', async (name, network) => {
    const recording = await stage.record();
    const theirs = await openImpairedRelay({ ports: stage.livekit.ports, seed: 1 });
    const { apiKey, apiSecret } = stage.livekit;
    const livekit = { url: theirs.url, apiKey, apiSecret };
    const watcher = await openWatcher(livekit, stage.share.roomName);
    const before = await watcher.watched();
    theirs.impair(network);
    const lost = await travel(recording, [{ name, network, lastsMs: 30_000 }]);
    const after = await watcher.watched();
    const losses = lost.get(name);
    const holesMs = losses?.holes.reduce((sum, { ms }) => sum + ms, 0);
    const frozenMs = after.frozenMs - before.frozenMs;
    if (process.env.LOG_LEVEL) console.info(name, { ...losses, holesMs, frozenMs, after, before });
    expect(losses?.broken).toBe(0);
    // What the browser shows late it has frozen for; the recorder may wait, so it has no freeze but for what is gone.
    expect(holesMs).toBeLessThanOrEqual(frozenMs + 1000);
    await watcher.close();
    theirs.close();
  });
});
