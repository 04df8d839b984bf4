import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '../server/log.ts';
import type { RunningProcess } from '../server/processes.ts';
import { openStore } from '../server/store/open.ts';
import type { Store } from '../server/store/store.ts';
import { ADA, placeOf, untilClippable, waitForOutcome } from './support/hindsight.ts';
import { configOf, type Installation, startInstallation } from './support/machines/installation.ts';
import { gapsOf } from './support/machines/recorded-through.ts';
import { keepSharing, type Sharer } from './support/machines/sharer.ts';
import { skipWithout } from './support/parts.ts';
import { until } from './support/until.ts';

/** Longer than a room's lease: who takes it over has looked at it by then. */
const LOOKED_MS = 8000;

const missing = await skipWithout('livekit', 'ffmpeg', 'redis', 'versitygw');

describe.skipIf(missing)('a server that dies while Egress records', () => {
  let installation: Installation;
  let store: Store;
  let sharer: Sharer;
  let room: string;

  beforeAll(async () => {
    installation = await startInstallation({
      ...{ servers: 2, workers: 1, bots: 1 },
      recorder: 'egress',
    });
    const { sandbox, livekit } = installation;
    store = await openStore(configOf(installation), createLog('silent'));
    const place = await placeOf(sandbox.control, ADA);
    room = place.roomName;
    sharer = await keepSharing(livekit, place);
    await untilClippable(sandbox.control, ADA);
  }, 180_000);
  afterAll(async () => {
    await sharer?.stop();
    await store?.close();
    await installation?.close();
  }, 90_000);

  /** The process that looks after the room. */
  async function owner() {
    const id = await store.holder(`room:${room}`);
    const running = id && (await store.records<RunningProcess>('processes').get(id));
    for (const [name, { env }] of installation.surroundings) {
      if (running && env.INTERNAL_URL === running.address)
        return installation.machines.find((machine) => machine.name === name);
    }
    return undefined;
  }

  test('leaves the recording untouched: another one goes on with it, and nothing is missing', async () => {
    const recording = installation.egress?.handlers.running() ?? [];
    expect(recording).toHaveLength(1);
    const dead = await until('somebody looks after the room', owner);
    const killedMs = Date.now();
    await dead.kill();
    const other = await until('another server looks after it', async () => {
      const now = await owner();
      return now !== dead && now;
    });
    expect(other.isUp()).toBe(true);
    await sleep(LOOKED_MS);
    expect(installation.egress?.handlers.running()).toEqual(recording);
    expect(await gapsOf(sharer.userId, installation)).toEqual([]);

    const seconds = Math.ceil((Date.now() - killedMs) / 1000) + 3;
    const { control } = installation.sandbox;
    const { id } = await control.run({ ...ADA, command: `/clip ${seconds}s` });
    const { message } = await waitForOutcome(control, id, 60_000);
    const [attachment] = message?.attachments ?? [];
    expect(attachment, message?.content).toBeDefined();
    expect(message?.content).not.toContain('missing');
  });
});
