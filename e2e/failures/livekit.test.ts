import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newestEndMs } from '../../server/segments/playlist.ts';
import { createSessionReader } from '../../server/segments/read-session.ts';
import { type EgressProduct, measured, startEgressProduct } from '../support/egress-product.ts';
import { ADA } from '../support/hindsight.ts';
import { skipWithout } from '../support/parts.ts';
import { until } from '../support/until.ts';

describe.skipIf(await skipWithout('chromium', 'livekit', 'ffmpeg'))('a LiveKit server', () => {
  let stage: EgressProduct;
  beforeAll(async () => {
    stage = await startEgressProduct({ egress: { delays: { black: 20_000 } } });
  });
  afterAll(() => stage?.close());

  test('that dies and comes back: told once, its black taken out, recorded again', async () => {
    const ada = await stage.person(ADA);
    const sharing = await ada.share({ bufferMs: 8000 });
    const first = await ada.recorded();
    const killedMs = Date.now();
    await stage.livekit.kill();
    const told = async () => (await ada.dms()).length > 0;
    await until('its owner is told', told, { timeoutMs: 30_000 });
    measured('LiveKit away, told', killedMs);
    const writtenTo = newestEndMs(await createSessionReader()(first.segmentPath)) ?? 0;
    expect(writtenTo, 'Egress writes black').toBeGreaterThan(killedMs + 4000);
    expect(await ada.clipOverEndFaults(killedMs)).toEqual([]);
    await stage.livekit.restart();
    const backMs = Date.now();

    await ada.over(first);
    measured('LiveKit back, loss found', backMs);
    const again = await ada.recordedAgain(first, 90_000);
    measured('LiveKit back, recorded again', backMs);
    await sharing.stop();
    expect(await ada.dms()).toEqual([expect.stringMatching(/is interrupted.*has not answered/)]);

    await ada.blackTakenOut(killedMs, again);
    expect(await ada.clipFaults(first.startedAt + 3000, killedMs - 1000)).toEqual([]);
    // More than its waits together: the one that is in vain shall say so.
  }, 420_000);
});
