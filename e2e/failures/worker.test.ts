import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EgressProduct, measured, startEgressProduct } from '../support/egress-product.ts';
import { ADA, BO, type Who } from '../support/hindsight.ts';
import { skipWithout } from '../support/parts.ts';
import { until } from '../support/until.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('an Egress worker', () => {
  let stage: EgressProduct;
  beforeAll(async () => {
    stage = await startEgressProduct({ egress: { delays: { noService: 1000 } } });
  });
  afterAll(() => stage?.close());

  /** Breaks a recording, and looks at what becomes of it. */
  async function broken(
    who: Who,
    what: string,
    breakIt: (egressId: string) => Promise<void> | void,
  ) {
    const person = await stage.person(who);
    const sharing = await person.share({ bufferMs: 6000 });
    const first = await person.recorded();
    const brokenMs = Date.now();
    await breakIt(first.egressId);
    await person.over(first);
    measured(`${what}, found`, brokenMs);
    const again = await person.recordedAgain(first);
    measured(`${what}, recorded again`, brokenMs);
    expect(again.segmentPath).not.toBe(first.segmentPath);
    await until('its owner is told', async () => (await person.dms()).length > 0);
    await sharing.stop();
    const [kept] = await stage.product.services.segments.between(
      person.userId,
      first.startedAt,
      brokenMs,
    );
    expect(await person.clipFaults(kept?.startMs ?? 0, brokenMs - 3000)).toEqual([]);
    const ended = async () => (await person.shares()).every(({ status }) => status !== 'active');
    await until('the share is over', ended);
    expect(await person.dms()).toHaveLength(1);
    return (await person.dms())[0] ?? '';
  }

  test('whose handler is killed, by somebody or for it has too much to do, is replaced', async () => {
    const { handlers } = stage.egress;
    const words = await Promise.all([
      broken(ADA, 'handler killed', (id) => handlers.kill(id)),
      broken(BO, 'overloaded', (id) => handlers.overload(id)),
    ]);
    expect(words).toEqual([
      expect.stringMatching(/is being recorded again.*broke down/),
      expect.stringMatching(/is being recorded again.*had too much to do/),
    ]);
  });

  test('that is killed leaves its handlers at work; one that dies, too, is found by its silence', async () => {
    const bo = await stage.person(BO);
    const boSharing = await bo.share({ bufferMs: 2000 });
    const share = await bo.recorded();
    const words = await broken(ADA, 'service and handler killed', async (id) => {
      await stage.egress.workers.kill();
      await stage.egress.handlers.kill(id);
      await stage.egress.workers.start();
    });
    expect(words).toMatch(/is being recorded again/);
    const killedMs = Date.now();

    await boSharing.stop();
    expect(await bo.over(share)).toMatchObject({ status: 'stopped' });
    measured('service killed, end of the share found', killedMs);
    expect(await bo.shares()).toHaveLength(1);
    expect(await bo.clipFaults(share.startedAt + 3000, killedMs - 4000)).toEqual([]);
    expect(await bo.dms()).toEqual([]);
  });

  test('is waited for where there is none, first come, first served', async () => {
    const [ada, bo] = [await stage.person(ADA), await stage.person(BO)];
    await stage.egress.workers.kill();
    const sharedMs = Date.now();
    const shares = [await ada.share({ bufferMs: 0 })];
    const told = async () => (await ada.dms()).length > 0;
    await until('Ada is told', told, { timeoutMs: 30_000 });
    measured('no worker (refused after 1 s), told', sharedMs);
    shares.push(await bo.share({ bufferMs: 0 }));
    await until('Bo is told', async () => (await bo.dms()).length > 0, { timeoutMs: 30_000 });
    expect(await ada.status()).toContain('number 1');
    expect(await bo.status()).toContain('number 2');
    const startMs = Date.now();
    await stage.egress.workers.start();
    const both = async () =>
      [...(await ada.shares()), ...(await bo.shares())].filter((s) => s.status === 'active')
        .length === 2;
    await until('both are recorded', both, { timeoutMs: 60_000 });
    measured('a worker is there again, both recorded', startMs);
    for (const share of shares) await share.stop();
    expect((await ada.dms()).concat(await bo.dms())).toEqual([
      expect.stringContaining('number 1 in the queue'),
      expect.stringContaining('number 2 in the queue'),
    ]);
  });

  test('never writes into an old folder, and stopping twice or nothing is no error', async () => {
    const ada = await stage.person(ADA);
    const { recorder } = stage.product.services;
    const sharing = await ada.share({ bufferMs: 2000 });
    const share = await ada.recorded();
    const before = await readdir(share.segmentPath);
    const picture = { width: 960, height: 540, fps: 15, bitsPerS: null };
    const again = recorder.start({ ...share, picture, folder: share.segmentPath });
    await expect(again).rejects.toThrow('EEXIST');
    expect(await readdir(share.segmentPath)).toEqual(expect.arrayContaining(before));
    expect(
      await recorder
        .list(share.roomName)
        .then((all) => all.filter(({ state }) => state === 'active')),
    ).toHaveLength(1);

    await sharing.stop();
    await ada.over(share);
    await recorder.stop(share.egressId);
    await recorder.stop('EG_unknown');
    expect(await ada.dms()).toEqual([]);
  });
});
