import { access, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EgressClient, EgressStatus, EncodingOptions, VideoCodec } from 'livekit-server-sdk';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { segmentsInto } from '../server/recorder/egress/layout.ts';
import type { StageShare } from '../server/recorder/recorder.contract.ts';
import { parsePlaylist } from '../server/segments/playlist.ts';
import { NO_FAULTS } from './support/egress/settings.ts';
import { startTestEgress, type TestEgress } from './support/egress/test-egress.ts';
import { startLivekit, type TestLivekit } from './support/livekit.ts';
import { skipWithout } from './support/parts.ts';
import { openSharers, type Sharers } from './support/sharers.ts';
import { until } from './support/until.ts';
import { trapWebhooks, type WebhookTrap } from './support/webhook-trap.ts';

const key = { key: 'testkey', secret: 'a secret that only tests know, 32 or more' };
const keys = { apiKey: key.key, apiSecret: key.secret };
const { EGRESS_STARTING, EGRESS_ACTIVE, EGRESS_ENDING, EGRESS_COMPLETE, EGRESS_FAILED } =
  EgressStatus;

/** What the recorder's tests stand on has to behave as a real Egress was seen to. */
describe.skipIf(await skipWithout('livekit', 'chromium', 'ffmpeg'))('the Egress stand-in', () => {
  let livekit: TestLivekit;
  let egress: TestEgress;
  let sharers: Sharers;
  let share: StageShare;
  let trap: WebhookTrap;
  let client: EgressClient;
  let parent: string;
  let folders = 0;

  beforeAll(async () => {
    trap = await trapWebhooks(key);
    livekit = await startLivekit({ webhookUrl: trap.url, ...keys });
    egress = await startTestEgress({
      livekit,
      webhook: { url: trap.url, ...keys },
      delays: { noService: 1000, trackMissing: 1000, black: 7000, stopMiss: 1000, end: 500 },
    });
    sharers = await openSharers(livekit);
    share = await sharers.share();
    client = new EgressClient(egress.url, key.key, key.secret);
    parent = await mkdtemp(join(tmpdir(), 'egress-files-'));
  });
  afterEach(() => egress.setFaults(NO_FAULTS));
  afterAll(async () => {
    await sharers?.close();
    await egress?.close();
    await livekit?.close();
    await trap?.close();
    if (parent) await rm(parent, { recursive: true });
  });

  const encoding = { width: 640, height: 360, framerate: 15, videoBitrate: 500 };
  const start = async (folder = join(parent, String(++folders)), by = client) => {
    const { egressId, status } = await by.startTrackCompositeEgress(
      share.roomName,
      { segments: segmentsInto(folder, { segmentsPath: parent }) },
      {
        videoTrackId: share.videoTrackId,
        audioTrackId: share.audioTrackId ?? '',
        encodingOptions: new EncodingOptions({ ...encoding, videoCodec: VideoCodec.H264_MAIN }),
      },
    );
    expect(status).toBe(EGRESS_STARTING);
    return { egressId, folder };
  };
  const info = async (egressId: string, by = client) => {
    const [one] = await by.listEgress({ egressId });
    return one;
  };
  const is = (egressId: string, status: EgressStatus, by = client) =>
    until(`${egressId} is ${EgressStatus[status]}`, async () => {
      const now = await info(egressId, by);
      return now?.status === status && now;
    });
  const told = (egressId: string) =>
    trap.caught
      .filter((one) => one.egressInfo?.egressId === egressId)
      .map(({ event, egressInfo }) => [event, egressInfo?.status]);
  const playlist = async (folder: string, name = 'playlist.m3u8') =>
    parsePlaylist(await readFile(join(folder, name), 'utf8').catch(() => ''));
  const listed = (folder: string, count: number, name?: string) =>
    until(`${count} segments are listed`, async () => {
      const now = await playlist(folder, name);
      return now && now.segments.length >= count && now;
    });

  test('files, states and webhooks come in the order of a real one', async () => {
    const { egressId, folder } = await start();
    await listed(folder, 2);
    expect((await client.stopEgress(egressId)).status).toBe(EGRESS_ENDING);
    await until('its end is told', () => told(egressId).length > 3);
    expect(told(egressId)).toEqual([
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
    expect(await info(egressId)).toMatchObject({
      status: EGRESS_COMPLETE,
      details: 'End reason: StopEgress API',
    });
    expect(await client.listEgress({ active: true })).toEqual([]);
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
    const segments = segmentsInto(parent, { segmentsPath: parent });
    const unknown = client.startTrackCompositeEgress('no_room', { segments });
    await expect(unknown).rejects.toMatchObject({ status: 404, code: 'not_found' });
    const stranger = new EgressClient(egress.url, key.key, 'x'.repeat(40));
    await expect(stranger.listEgress()).rejects.toMatchObject({ status: 401 });
    const { egressId } = await client.startTrackCompositeEgress(
      share.roomName,
      { segments },
      { videoTrackId: 'TR_VCunknown' },
    );
    expect(await is(egressId, EGRESS_FAILED)).toMatchObject({
      error: 'track TR_VCunknown not found',
      errorCode: 404,
    });
  });

  test('killed processes are told, or not, as by a real one', async () => {
    const killed = await start();
    const overloaded = await start();
    const orphan = await start();
    const dead = await start();
    for (const { folder } of [killed, overloaded, orphan, dead]) await listed(folder, 1);

    await egress.handlers.kill(killed.egressId);
    expect(await is(killed.egressId, EGRESS_FAILED)).toMatchObject({
      error: 'internal error',
      errorCode: 500,
    });
    expect((await playlist(killed.folder))?.ended).toBe(false);
    egress.handlers.overload(overloaded.egressId);
    expect(await is(overloaded.egressId, EGRESS_COMPLETE)).toMatchObject({
      details: 'End reason: Process killed',
    });

    await egress.workers.kill();
    await egress.handlers.kill(dead.egressId);
    const before = (await playlist(orphan.folder))?.segments.length ?? 0;
    await listed(orphan.folder, before + 1);
    expect((await client.stopEgress(orphan.egressId)).status).toBe(EGRESS_ENDING);
    await expect(start()).rejects.toMatchObject({
      status: 503,
      code: 'unavailable',
      message: expect.stringContaining('no response from servers'),
    });
    await egress.workers.start();
    await expect(client.stopEgress(dead.egressId)).rejects.toMatchObject({
      status: 408,
      code: 'deadline_exceeded',
    });
    await until('the orphan has no process', () => egress.handlers.running().length === 0);
    for (const { egressId } of [orphan, dead]) {
      expect((await info(egressId))?.status).toBe(EGRESS_ACTIVE);
      expect(told(egressId)).toHaveLength(2);
    }
  });

  test('playlists are stored rarely, empty and torn; gaps stay, folders are used again, the disk fills up', async () => {
    egress.setFaults({ eventPlaylistEvery: 3, playlistEmptyMs: 150, playlistTornMs: 150 });
    const { egressId, folder } = await start();
    const sizes = new Set<string>();
    const whole = (text: string) => /#EXTM3U[^]*\.ts\n$/.test(text);
    await until(
      'the live playlist was empty, torn and whole',
      async () => {
        const text = await readFile(join(folder, 'live.m3u8'), 'utf8').catch(() => 'none');
        sizes.add(text === '' ? 'empty' : whole(text) ? 'whole' : text === 'none' ? text : 'torn');
        return sizes.size === 4;
      },
      { everyMs: 20 },
    );
    await listed(folder, 2, 'live.m3u8');
    await expect(access(join(folder, 'playlist.m3u8'))).rejects.toThrow();
    egress.setFaults({ ...NO_FAULTS, noPictures: true });
    // Over two segments long.
    await sleep(6000);
    egress.setFaults({ noPictures: false });
    const lengths = await until('there is a gap', async () => {
      const now = (await playlist(folder))?.segments.map((one) => one.durationMs) ?? [];
      return now.some((ms) => ms < 100) && now;
    });
    expect(Math.max(...lengths)).toBeGreaterThan(4000);

    await client.stopEgress(egressId);
    await is(egressId, EGRESS_COMPLETE);
    const last = (await playlist(folder))?.segments.at(-1)?.uri ?? '';

    // A second one begins anew over what lies there.
    const again = await start(folder);
    await until('the playlist begins anew', async () => {
      const now = await playlist(folder);
      return now?.segments.length === 1;
    });
    expect(await readdir(folder)).toContain(last);
    await client.stopEgress(again.egressId);

    egress.setFaults({ diskBytes: 30_000 });
    const full = await start();
    const segment = join(full.folder, 'segment_00000.ts');
    expect(await is(full.egressId, EGRESS_FAILED)).toMatchObject({
      error: `write ${segment}: no space left on device`,
    });
    expect((await stat(segment)).size).toBe(30_000);
  });

  test('a service is full, and may not write everywhere', async () => {
    const nobody = await startTestEgress({
      livekit,
      capacity: 1,
      ...{ uid: 65_534, gid: 65_534 },
      delays: { noService: 1000 },
    });
    const by = new EgressClient(nobody.url, key.key, key.secret);
    try {
      const { egressId } = await start(undefined, by);
      await expect(start(undefined, by)).rejects.toMatchObject({ status: 503 });
      await is(egressId, EGRESS_ACTIVE, by);
      expect(await is(egressId, EGRESS_FAILED, by)).toMatchObject({
        error: expect.stringMatching(/^mkdir .*: permission denied$/),
      });
    } finally {
      await nobody.close();
    }
  });

  test('webhooks are late, doubled, lost and out of order', async () => {
    egress.webhooks.hold();
    const { egressId } = await start();
    await is(egressId, EGRESS_ACTIVE);
    expect(told(egressId)).toEqual([]);
    await egress.webhooks.release((held) => held.toReversed());
    expect(told(egressId).map(([event]) => event)).toEqual(['egress_updated', 'egress_started']);
    egress.webhooks.faults.copies = 2;
    await client.stopEgress(egressId);
    await is(egressId, EGRESS_COMPLETE);
    await until('all are told', () => told(egressId).length === 6);
    egress.webhooks.faults.copies = 1;
  });

  test('black and silence go on when the server is dead, until it is given up', async () => {
    const { egressId, folder } = await start();
    await listed(folder, 1);
    await livekit.kill();
    const now = await until(
      'the playlist is closed',
      async () => {
        const closed = await playlist(folder);
        return closed?.ended && closed;
      },
      { timeoutMs: 30_000 },
    );
    expect(now.segments.length).toBeGreaterThan(3);
    const black = now.segments.at(-2)?.uri ?? '';
    expect((await stat(join(folder, black))).size).toBeLessThan(70_000);
    expect((await info(egressId))?.details).toBe('End reason: Source closed');
  });
});
