import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { newestEndMs } from '../../server/segments/playlist.ts';
import { createSessionReader } from '../../server/segments/read-session.ts';
import { processIds } from '../support/browser.ts';
import { type EgressProduct, measured, startEgressProduct } from '../support/egress-product.ts';
import { ADA, BO } from '../support/hindsight.ts';
import { skipWithout } from '../support/parts.ts';
import { until } from '../support/until.ts';

/** With a real Egress's own delays; a sample with shorter ones is in e2e/failures. */
describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('at full length', () => {
  let stage: EgressProduct;
  afterEach(() => stage?.close());

  test('no worker at all: LiveKit needs 23 s to say so', async () => {
    stage = await startEgressProduct();
    const ada = await stage.person(ADA);
    await stage.egress.workers.kill();
    const sharedMs = Date.now();
    const sharing = await ada.share({ bufferMs: 0 });
    const told = async () => (await ada.dms()).length > 0;
    await until('Ada is told', told, { timeoutMs: 60_000 });
    measured('no worker, told', sharedMs);
    expect(await ada.status()).toContain('number 1');
    const startMs = Date.now();
    await stage.egress.workers.start();
    const recorded = async () => (await ada.shares()).some(({ status }) => status === 'active');
    await until('it is recorded', recorded, { timeoutMs: 90_000 });
    measured('a worker is there again, recorded', startMs);
    await sharing.stop();
    expect(await ada.dms()).toEqual([expect.stringContaining('number 1 in the queue')]);
  });

  test('LiveKit away for a minute, Egress recording black all the while', async () => {
    stage = await startEgressProduct();
    const ada = await stage.person(ADA);
    // The page: a client alone gives up after less than a minute.
    const sharing = await stage.product.shareAs(ADA, { card: { fps: 15 } });
    await stage.product.buffered(ADA, 8000);
    const first = await ada.recorded();
    const killedMs = Date.now();
    await stage.livekit.kill();
    await sleep(60_000);
    const writtenTo = newestEndMs(await createSessionReader()(first.segmentPath));
    expect(writtenTo, 'Egress writes black').toBeGreaterThan(killedMs + 40_000);
    await stage.livekit.restart();
    const backMs = Date.now();
    const again = await ada.recordedAgain(first, 120_000);
    measured('LiveKit back after a minute, recorded again', backMs);
    await ada.blackTakenOut(killedMs, again, 60_000);
    await sharing.stop();
    expect(await ada.dms()).toEqual([expect.stringMatching(/is interrupted.*has not answered/)]);
    expect(await ada.clipFaults(first.startedAt + 3000, killedMs - 1000)).toEqual([]);
  });

  test('LiveKit restarted so fast that every look was answered', async () => {
    stage = await startEgressProduct();
    const ada = await stage.person(ADA);
    const sharing = await ada.share({ bufferMs: 8000 });
    const first = await ada.recorded();
    const killedMs = Date.now();
    await stage.livekit.kill();
    await stage.livekit.restart();
    measured('LiveKit is back', killedMs);
    await ada.over(first);
    const again = await ada.recordedAgain(first, 90_000);
    await until('its owner is told', async () => (await ada.dms()).length > 0);
    await ada.blackTakenOut(killedMs, again, 60_000);
    await sharing.stop();
    expect(await ada.dms()).toEqual([expect.stringMatching(/is being recorded again.*was away/)]);
  });

  test('a sharer whose browser crashes, or whose network fails, is missed by LiveKit', async () => {
    stage = await startEgressProduct();
    const [ada, bo] = [await stage.person(ADA), await stage.person(BO)];
    const sharing = await stage.product.shareAs(ADA, { card: { fps: 15 } });
    await bo.share({ bufferMs: 6000 });
    const [adas, bos] = [await ada.recorded(), await bo.recorded()];
    const [browser = 0] = await processIds(sharing.browser);
    const goneMs = Date.now();
    process.kill(browser, 'SIGKILL');
    await stage.unplug();
    await Promise.all([
      ada.over(adas).then(() => measured('browser killed', goneMs)),
      bo.over(bos).then(() => measured('network gone', goneMs)),
    ]);
    // Where the pictures are missed before LiveKit misses the person, another recording is tried meanwhile.
    const missed = async () =>
      (await stage.product.services.rooms.shares(adas.roomName)).length === 0;
    await until('LiveKit misses them', missed, { timeoutMs: 30_000 });
    await stage.product.services.reconciler.look(adas.roomName);
    for (const [person, share] of [
      [ada, adas],
      [bo, bos],
    ] as const) {
      expect((await person.shares()).filter(({ status }) => status === 'active')).toEqual([]);
      expect(await person.clipFaults(share.startedAt + 3000, goneMs - 1000)).toEqual([]);
      expect(await person.dms()).toEqual([]);
    }
    // Back again, the sharer's browser goes on by itself.
    const backMs = Date.now();
    stage.plug();
    const again = await bo.recordedAgain(bos);
    measured('network back, recorded again', backMs);
    expect(again.segmentPath).not.toBe(bos.segmentPath);
    expect(await bo.dms()).toEqual([]);
  });
});
