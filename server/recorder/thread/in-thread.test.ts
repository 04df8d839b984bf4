import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../../../e2e/support/until.ts';
import { UserError } from '../../errors.ts';
import { createLog } from '../../log.ts';
import { type Recorder, RecordingRefused } from '../recorder.ts';
import { createInThreadRecorder } from './in-thread.ts';

let recorder: Recorder;
let changed: string[];
let logged: string;

beforeEach(() => {
  [changed, logged] = [[], ''];
  const write = (line: string) => {
    logged += line;
  };
  recorder = createInThreadRecorder({
    livekit: { url: 'ws://127.0.0.1:1', apiKey: 'key', apiSecret: 'secret' },
    ffmpegPath: 'ffmpeg',
    windowMs: 60_000,
    log: createLog('info', { write }),
    threadFile: new URL('fixtures/frail.ts', import.meta.url),
  });
  recorder.onChange((roomName) => changed.push(roomName));
});
afterEach(() => recorder.close());

const start = (roomName: string, videoTrackId = 'TR_1') =>
  recorder.start({
    roomName,
    userId: '1',
    videoTrackId,
    audioTrackId: null,
    picture: { width: 0, height: 0, fps: 30, bitsPerS: null },
    folder: `/nowhere/${roomName}`,
  });

test('calls and changes go through', async () => {
  expect(await recorder.list()).toEqual([]);
  const recording = await start('one');
  expect(recording).toMatchObject({ roomName: 'one', state: 'active', folder: '/nowhere/one' });
  await start('two');
  expect(await recorder.list('one')).toEqual([recording]);
  expect(await recorder.list()).toHaveLength(2);
  await until('the changes are told', () => changed.length === 2);
  expect(changed).toEqual(['one', 'two']);
  await recorder.stop(recording.egressId);
  expect(await recorder.list('one')).toEqual([]);
});

test('a refusal stays one on its way, and a bug a bug', async () => {
  const refusal = await start('one', 'VP8').catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(RecordingRefused);
  expect(refusal).toMatchObject({ message: 'Not VP8.', status: 415 });
  const bug = await start('one', 'bug').catch((error: unknown) => error);
  expect(bug).not.toBeInstanceOf(UserError);
  expect(bug).toMatchObject({ message: 'a bug' });
});

test('when the thread dies its recordings have failed, that is told, and another one begins', async () => {
  const recording = await start('one');
  await start('two');
  await until('the changes are told', () => changed.length === 2);
  changed = [];
  await expect(start('bomb')).rejects.toThrow('boom');
  expect(changed.sort()).toEqual(['one', 'two']);
  expect(logged).toContain('boom');
  const [failed] = await recorder.list('one');
  expect(failed).toMatchObject({ egressId: recording.egressId, state: 'failed' });
  expect(failed?.error).toMatch(/broke off/);

  const next = await start('one');
  expect(next.state).toBe('active');
  expect(await recorder.list('one')).toEqual([failed, next]);
});

test('closing twice, or what never began, is no error', async () => {
  await recorder.close();
  await start('one');
  await recorder.close();
  await recorder.close();
  expect(await recorder.list()).toEqual([]);
});
