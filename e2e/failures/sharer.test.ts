import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Share } from '../../server/shares/share.ts';
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
});
