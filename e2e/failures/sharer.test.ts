import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Share } from '../../server/shares/share.ts';
import { processIds } from '../support/browser.ts';
import {
  type EgressProduct,
  measured,
  type Person,
  startEgressProduct,
} from '../support/egress-product.ts';
import { ADA, BO } from '../support/hindsight.ts';
import { skipWithout } from '../support/parts.ts';
import { until } from '../support/until.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('a sharer', () => {
  let stage: EgressProduct;
  beforeAll(async () => {
    stage = await startEgressProduct();
  });
  afterAll(() => stage?.close());

  async function endIsFound(
    person: Person,
    share: Share,
    what: string,
    sinceMs: number,
  ): Promise<void> {
    expect(await person.over(share)).toMatchObject({ status: 'stopped' });
    measured(what, sinceMs);
    // Nothing went wrong: the page knows, and a DM would be noise.
    const stopped = () => person.events.some(({ name }) => name === 'REPLAY_BUFFER_STOPPED');
    await until('their pages are told', stopped);
    expect(await person.dms()).toEqual([]);
    expect(await person.clipFaults(share.startedAt + 3000, sinceMs - 1000)).toEqual([]);
  }

  test('who closes the page leaves at once', async () => {
    const ada = await stage.person(ADA);
    const sharing = await stage.product.shareAs(ADA, { card: { fps: 15 } });
    await stage.product.buffered(ADA, 6000);
    const share = await ada.recorded();
    const closedMs = Date.now();
    await sharing.page.close({ runBeforeUnload: true });
    await endIsFound(ada, share, 'page closed', closedMs);
    await sharing.close();
  });

  test('who takes the track back has stopped', async () => {
    const bo = await stage.person(BO);
    const sharing = await bo.share({ bufferMs: 6000 });
    const share = await bo.recorded();
    const stoppedMs = Date.now();
    await sharing.stop();
    await endIsFound(bo, share, 'track unpublished', stoppedMs);
  });

  test('is found without any webhook', async () => {
    const bo = await stage.person(BO);
    const sharing = await bo.share({ bufferMs: 6000 });
    const first = await bo.recorded();
    stage.webhookCable.cut();
    const killedMs = Date.now();
    await stage.egress.handlers.kill(first.egressId);
    expect(await bo.over(first)).toMatchObject({ status: 'failed' });
    measured('no webhook, handler killed, found', killedMs);
    const again = await bo.recordedAgain(first);
    await until('its owner is told', async () => (await bo.dms()).length > 0);
    const stoppedMs = Date.now();
    await sharing.stop();
    await bo.over(again);
    measured('no webhook, track unpublished, found', stoppedMs);
    stage.webhookCable.mend();
    expect(await bo.dms()).toEqual([expect.stringContaining('is being recorded again')]);
  });

  test('whose browser crashes, or whose network fails, is missed by LiveKit', async () => {
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
