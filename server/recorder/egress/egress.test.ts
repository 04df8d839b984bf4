import { once } from 'node:events';
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLog } from '../../log.ts';
import { PLAYLIST_FILE, renderPlaylist } from '../../segments/playlist.ts';
import { createSessionReader } from '../../segments/read-session.ts';
import type { Recorder } from '../recorder.ts';
import { createEgressRecorder } from './egress.ts';

/** Answers as LiveKit's API does, by method: how Egress's faults look from outside. */
type Answers = Record<string, { status: number; body: unknown }>;
let answers: Answers = {};
let asked: { method: string; body: Record<string, unknown> }[] = [];
let server: Server;
let recorder: Recorder;
let segmentsPath: string;

beforeEach(async () => {
  answers = {};
  asked = [];
  segmentsPath = await mkdtemp(join(tmpdir(), 'egress-unit-'));
  server = createServer(async (request, response) => {
    const method = request.url?.split('/').at(-1) ?? '';
    let text = '';
    for await (const chunk of request) text += chunk;
    asked.push({ method, body: JSON.parse(text) });
    const { status, body } = answers[method] ?? { status: 200, body: {} };
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  recorder = createEgressRecorder({
    livekit: { url, apiKey: 'key', apiSecret: 'a secret of 32 characters or more' },
    segmentsPath,
    encoding: { maxHeight: 720, maxFps: 30, minKbps: 800, maxKbps: 8000 },
    readSession: createSessionReader(),
    log: createLog('silent'),
  });
});
afterEach(async () => {
  answers = {};
  await recorder.close();
  server.closeAllConnections();
  server.close();
  await rm(segmentsPath, { recursive: true });
});

const request = () => ({
  roomName: 'replay_1_2',
  userId: '42',
  videoTrackId: 'TR_V',
  audioTrackId: null,
  picture: { width: 1280, height: 720, fps: 30, bitsPerS: null },
  folder: join(segmentsPath, '42', '1795455195000'),
});
const info = (more: object = {}) => ({
  egressId: 'EG_1',
  roomName: 'replay_1_2',
  startedAt: '1795455195370002689',
  trackComposite: {
    videoTrackId: 'TR_V',
    segmentOutputs: [{ filenamePrefix: join(request().folder, 'segment') }],
  },
  ...more,
});
const fault = (status: number, code: string, msg: string) => ({ status, body: { code, msg } });
const lists = (...items: object[]) => ({ status: 200, body: { items } });

test('asks for two-second segments of the picture alone where there is no sound', async () => {
  answers.StartTrackCompositeEgress = { status: 200, body: info() };
  expect(await recorder.start(request())).toEqual({
    egressId: 'EG_1',
    roomName: 'replay_1_2',
    userId: '42',
    videoTrackId: 'TR_V',
    audioTrackId: null,
    folder: request().folder,
    startedAtMs: 1795455195000,
    state: 'starting',
    newestSegmentAtMs: null,
  });
  const { body } = asked.find(({ method }) => method === 'StartTrackCompositeEgress') ?? {};
  expect(body).toMatchObject({ roomName: 'replay_1_2', videoTrackId: 'TR_V' });
  expect(body?.audioTrackId).toBeUndefined();
  expect(body?.segmentOutputs).toMatchObject([{ segmentDuration: 2 }]);
  expect(body?.advanced).toMatchObject({ width: 1280, height: 720, videoBitrate: 3000 });
});

test('no free worker is told in words, and leaves no folder behind', async () => {
  answers.StartTrackCompositeEgress = fault(503, 'unavailable', 'no response from servers');
  await expect(recorder.start(request())).rejects.toMatchObject({
    name: 'RecorderBusy',
    status: 503,
    message: expect.stringContaining('No recorder is free'),
  });
  await expect(access(request().folder)).rejects.toThrow();
});

test.each([
  ['unknown', fault(404, 'not_found', 'egress does not exist')],
  ['ended', fault(412, 'failed_precondition', 'egress with status EGRESS_COMPLETE')],
])('stopping one that is %s is no error', async (_, answer) => {
  answers.StopEgress = answer;
  await expect(recorder.stop('EG_1')).resolves.toBeUndefined();
});

test('a LiveKit that fails is an error, not an end', async () => {
  answers.StopEgress = fault(500, 'internal', 'redis is away');
  await expect(recorder.stop('EG_1')).rejects.toThrow('redis is away');
  answers.ListEgress = fault(500, 'internal', 'redis is away');
  await expect(recorder.list()).rejects.toThrow('redis is away');
});

describe('one that does not hear that it should end', () => {
  /** Its newest segment ended so long ago. */
  async function wrote(agoMs: number) {
    const { folder } = request();
    await mkdir(folder, { recursive: true });
    const segments = [{ uri: 'segment_00000.ts', startMs: Date.now() - agoMs - 2000 }];
    const whole = segments.map((s) => ({ ...s, durationMs: 2000, discontinuity: false }));
    const playlist = renderPlaylist({ mediaSequence: 0, segments: whole, ended: false });
    await writeFile(join(folder, PLAYLIST_FILE), playlist);
  }
  const states = async () => (await recorder.list()).map(({ state }) => state);
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    answers.ListEgress = lists(info({ status: 'EGRESS_ACTIVE' }));
    expect(await states()).toEqual(['active']);
    answers.StopEgress = fault(408, 'deadline_exceeded', 'context deadline exceeded');
    await recorder.stop('EG_1');
    expect(await states()).toEqual(['ending']);
    vi.setSystemTime(Date.now() + 21_000);
  });
  afterEach(() => void vi.useRealTimers());

  test('has failed, whatever LiveKit lists, when no segments come any more', async () => {
    await wrote(20_000);
    expect(await recorder.list()).toMatchObject([
      { state: 'failed', error: expect.stringContaining('no longer answers') },
    ]);
  });

  test('is at work when segments come, so that it is asked again, and put out of its room', async () => {
    await wrote(500);
    expect(await states()).toEqual(['active']);
    await recorder.stop('EG_1');
    await recorder.stop('EG_1');
    expect(asked.filter(({ method }) => method === 'RemoveParticipant')).toEqual([
      expect.objectContaining({ body: { room: 'replay_1_2', identity: 'EG_1' } }),
    ]);
  });
});

test('what ended long ago is forgotten', async () => {
  const endedAt = (agoMs: number) => `${Date.now() - agoMs}000000`;
  answers.ListEgress = lists(
    info({ egressId: 'EG_old', status: 'EGRESS_COMPLETE', endedAt: endedAt(11 * 60_000) }),
    info({ egressId: 'EG_new', status: 'EGRESS_COMPLETE', endedAt: endedAt(60_000) }),
  );
  expect((await recorder.list()).map(({ egressId }) => egressId)).toEqual(['EG_new']);
});

test('close ends nothing: Egress goes on, and the next process finds it', async () => {
  answers.ListEgress = lists(info({ status: 'EGRESS_ACTIVE' }));
  await recorder.list();
  await recorder.close();
  expect(asked.map(({ method }) => method)).not.toContain('StopEgress');
});
