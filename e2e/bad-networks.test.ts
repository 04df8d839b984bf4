import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { en } from '../server/words/en.ts';
import { type Leg, travel } from './support/network/journey.ts';
import { compare, type Losses } from './support/network/losses.ts';
import { type NetworkStage, openNetworkStage } from './support/network/stage.ts';
import { skipWithout } from './support/parts.ts';
import { until } from './support/until.ts';

/** Repaired is what LiveKit can send again: three times at most, so at 10 % one packet in ten thousand is lost. */
const LEGS = [
  { name: '1 % loss', network: { loss: 0.01 }, lastsMs: 5000, holes: 0 },
  { name: '5 % loss', network: { loss: 0.05 }, lastsMs: 5000, holes: 1 },
  { name: '10 % loss', network: { loss: 0.1 }, lastsMs: 5000, holes: 2 },
  { name: '200 ms with jitter', network: { delayMs: 200, jitterMs: 60 }, lastsMs: 5000, holes: 0 },
  { name: 'reordering', network: { reorder: 0.1, reorderMs: 60 }, lastsMs: 3000, holes: 0 },
  { name: 'duplicates', network: { duplicate: 0.3 }, lastsMs: 3000, holes: 0 },
  { name: 'bursts', network: { loss: 0.05, burst: 15 }, lastsMs: 5000, holes: 2 },
  { name: 'a short blackout', network: { dark: true }, lastsMs: 1000, holes: 0 },
  { name: 'a blackout', network: { dark: true }, lastsMs: 12_000, holes: 1 },
  { name: 'another address', network: 'another address', lastsMs: 500, holes: 1 },
] as const satisfies (Leg & { holes: number })[];

describe.skipIf(await skipWithout('livekit', 'chromium', 'ffmpeg'))('on a bad network', () => {
  let stage: NetworkStage;
  beforeAll(async () => {
    stage = await openNetworkStage();
  });
  afterAll(() => stage?.close());

  describe('a recording', () => {
    let lost: Map<string, Losses>;
    beforeAll(async () => {
      lost = await travel(await stage.record(), LEGS);
      if (process.env.LOG_LEVEL) console.info(lost);
    }, 240_000);

    test.each(LEGS)(
      'shows no broken picture, and marks what it lacks: $name',
      ({ name, holes }) => {
        const losses = lost.get(name);
        expect(losses?.due).toBeGreaterThan(20);
        expect(losses?.broken).toBe(0);
        expect(losses?.holes.filter(({ ms, marked }) => ms > 250 && !marked)).toEqual([]);
        expect(losses?.holes.length).toBeLessThanOrEqual(holes);
        // What is there stands where it belongs.
        expect(losses?.shiftedMs).toBeLessThan(150);
      },
    );
  });

  test('pictures that are lost in an outage of seconds are told, though the connection lasts', async () => {
    const recording = await stage.record();
    const darkMs = Date.now();
    recording.relay.impair({ dark: true });
    await sleep(4500);
    recording.relay.mend();
    const mendedMs = Date.now();
    await until('the hole is told', recording.hole, { timeoutMs: 10_000 });
    const hole = await recording.hole();
    expect(hole?.words).toBe(en.faults.lostLivekit);
    expect(Math.abs((hole?.fromMs ?? 0) - darkMs)).toBeLessThan(2000);
    expect(hole?.toMs).toBeGreaterThan(mendedMs - 1000);
    await recording.end();
  });

  test.each([
    ['where UDP is blocked, over TCP', { ways: ['tcp' as const] }],
    ['over IPv6', { mediaHost: '::1' }],
  ])('%s: nothing is lost', async (_, options) => {
    const recording = await stage.record(options);
    const sinceMs = Date.now();
    await until('more is listed', async () => (await recording.newestMs()) > sinceMs + 2000);
    const { listed, beside } = await recording.end();
    const losses = compare(listed, beside);
    expect(losses.due).toBeGreaterThan(20);
    expect(losses).toMatchObject({ missing: 0, broken: 0 });
  });
});
