import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EgressClient, EgressStatus } from 'livekit-server-sdk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { segmentsInto } from '../server/recorder/egress/layout.ts';
import { startTestEgress, type TestEgress } from './support/egress/test-egress.ts';
import { startLivekit, type TestLivekit } from './support/livekit.ts';
import { skipWithout } from './support/parts.ts';
import { openSharers, type Sharers } from './support/sharers.ts';
import { until } from './support/until.ts';
import { trapWebhooks, type WebhookTrap } from './support/webhook-trap.ts';

const key = { key: 'testkey', secret: 'a secret that only tests know, 32 or more' };

/** What the recorder's tests stand on has to behave as a real Egress was seen to. */
describe.skipIf(await skipWithout('livekit', 'chromium', 'ffmpeg'))('the Egress stand-in', () => {
  let livekit: TestLivekit;
  let egress: TestEgress;
  let sharers: Sharers;
  let trap: WebhookTrap;
  let client: EgressClient;
  let folder: string;

  beforeAll(async () => {
    trap = await trapWebhooks(key);
    const keys = { apiKey: key.key, apiSecret: key.secret };
    livekit = await startLivekit({ webhookUrl: trap.url, ...keys });
    egress = await startTestEgress({ livekit, webhook: { url: trap.url, ...keys } });
    sharers = await openSharers(livekit);
    client = new EgressClient(egress.url, key.key, key.secret);
    folder = await mkdtemp(join(tmpdir(), 'egress-files-'));
  });
  afterAll(async () => {
    await sharers?.close();
    await egress?.close();
    await livekit?.close();
    await trap?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  test('files, states and webhooks come in the order of a real one', async () => {
    const share = await sharers.share();
    const { egressId, status } = await client.startTrackCompositeEgress(
      share.roomName,
      { segments: segmentsInto(folder) },
      { videoTrackId: share.videoTrackId, audioTrackId: share.audioTrackId ?? '' },
    );
    expect(status).toBe(EgressStatus.EGRESS_STARTING);
    await until('two segments are there', async () =>
      (await readdir(folder)).includes('segment_00001.ts'),
    );
    const stopped = await client.stopEgress(egressId);
    expect(stopped.status).toBe(EgressStatus.EGRESS_ENDING);
    const ours = () => trap.caught.filter((one) => one.egressInfo?.egressId === egressId);
    await until('its end is told', () => ours().some((one) => one.event === 'egress_ended'));

    expect(ours().map(({ event, egressInfo }) => [event, egressInfo?.status])).toEqual([
      ['egress_started', undefined],
      ['egress_updated', 'EGRESS_ACTIVE'],
      ['egress_updated', 'EGRESS_ENDING'],
      ['egress_ended', 'EGRESS_COMPLETE'],
    ]);
    expect(trap.caught.filter((one) => one.refused)).toEqual([]);
    expect(await readdir(folder)).toEqual(
      expect.arrayContaining([`${egressId}.json`, 'live.m3u8', 'playlist.m3u8']),
    );
    const text = await readFile(join(folder, 'playlist.m3u8'), 'utf8');
    expect(text).toMatch(/^#EXTM3U\n#EXT-X-VERSION:4\n#EXT-X-PLAYLIST-TYPE:EVENT\n/);
    expect(text).toMatch(/\n#EXT-X-ENDLIST\n$/);
    const [info] = await client.listEgress({ egressId });
    expect(info).toMatchObject({
      status: EgressStatus.EGRESS_COMPLETE,
      details: 'End reason: StopEgress API',
    });
    expect(await client.listEgress({ active: true })).toEqual([]);
    await share.stop();
  });

  test('refusals have the codes of a real one', async () => {
    const [ended] = await client.listEgress();
    await expect(client.stopEgress(ended?.egressId ?? '')).rejects.toMatchObject({
      status: 412,
      code: 'failed_precondition',
    });
    await expect(client.stopEgress('EG_unknown')).rejects.toMatchObject({
      status: 404,
      code: 'not_found',
    });
    const start = client.startTrackCompositeEgress('no_room', { segments: segmentsInto(folder) });
    await expect(start).rejects.toMatchObject({ status: 404, code: 'not_found' });
    const stranger = new EgressClient(egress.url, key.key, 'x'.repeat(40));
    await expect(stranger.listEgress()).rejects.toMatchObject({ status: 401 });
  });
});
