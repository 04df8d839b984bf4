import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { UserError } from '../errors.ts';
import { egressEvent, roomEvent, trackEvent } from './test-webhooks.ts';
import { createWebhookReader } from './webhooks.ts';

const current = { key: 'APInew', secret: 'the newer secret, long enough for HS256' };
const former = { key: 'APIold', secret: 'the older secret, long enough for HS256' };
const read = createWebhookReader([current, former]);

/** Bodies as LiveKit writes them: 64-bit numbers as strings, spaces after commas. */
const bodies: string[] = JSON.parse(
  readFileSync(new URL('webhooks.fixture.json', import.meta.url), 'utf8'),
);
const [roomStarted = '', trackPublished = '', egressStarted = '', egressEnded = ''] = bodies;
const room = 'replay_81384788765712384_381871767846780928';
const egressId = 'EG_p9WxZc4VbNm2';

function sign(body: string, { key, secret } = current, expires: number | string = '5m') {
  return new SignJWT({ sha256: createHash('sha256').update(body).digest('base64') })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(key)
    .setExpirationTime(expires)
    .sign(new TextEncoder().encode(secret));
}

const refusal = (status: number) => (error: unknown) =>
  error instanceof UserError && error.status === status;

test.each([
  [roomStarted, { event: 'room_started', roomName: room, egressId: null }],
  [trackPublished, { event: 'track_published', roomName: room, egressId: null }],
  [egressStarted, { event: 'egress_started', roomName: room, egressId }],
  [egressEnded, { event: 'egress_ended', roomName: room, egressId }],
])('tells the room to look at: %.30s', async (body, seen) => {
  const look = await read(body, await sign(body));
  expect(look).toMatchObject(seen);
  expect(look.id).toMatch(/^EV_/);
  expect(await read(Buffer.from(body), await sign(body))).toEqual(look);
});

const failed = { status: 'EGRESS_FAILED', endedAt: '1795455087299591524' };
const ending = { status: 'EGRESS_ENDING', details: 'End reason: Source closed' };
const segments = { playlistName: '/r/playlist.m3u8', size: '13259452', segmentCount: '6' };
const recorderJoined = { participant: { identity: 'EG_FfRq7rs4ev2y', kind: 'EGRESS' } };
test.each([
  ['no status yet', 'egress_started', egressEvent('egress_started', room, 'TR_VC')],
  [
    'active',
    'egress_updated',
    egressEvent('egress_updated', room, 'TR_VC', { status: 'EGRESS_ACTIVE' }),
  ],
  [
    'ending',
    'egress_updated',
    egressEvent('egress_updated', room, 'TR_VC', { ...ending, segments }),
  ],
  ...[
    { ...ending, status: 'EGRESS_COMPLETE', segmentResults: [segments], segments },
    { ...ending, status: 'EGRESS_COMPLETE', details: 'End reason: Process killed' },
    { ...failed, error: 'track TR_VC not found', errorCode: 404 },
    { ...failed, error: 'mkdir /replay-segments/ro/sub/: operation not permitted' },
    { ...failed, error: 'write /r/segment_00001.ts: no space left on device', segments },
    { ...failed, error: 'internal error', errorCode: 500 },
    { ...failed, status: 'EGRESS_ABORTED' },
    { ...failed, status: 'EGRESS_LIMIT_REACHED' },
  ].map((how) => [
    ...[how.status, 'egress_ended', egressEvent('egress_ended', room, 'TR_VC', how)],
  ]),
  ['the recorder', 'participant_joined', roomEvent('participant_joined', room, recorderJoined)],
  ['the recorder', 'participant_left', roomEvent('participant_left', room, recorderJoined)],
  ['a share', 'track_published', trackEvent('track_published', room, '7', 'TR_VC')],
  ['its end', 'track_unpublished', trackEvent('track_unpublished', room, '7', 'TR_VC')],
  ['a room', 'room_started', roomEvent('room_started', room)],
  ['its end', 'room_finished', roomEvent('room_finished', room)],
])('%s: %s points at its room and at nothing else', async (_, event = '', body = '') => {
  const look = await read(body, await sign(body));
  expect(look).toMatchObject({ event, roomName: room, known: true });
});

test('one that is new to us is read, and marked', async () => {
  const body = roomEvent('agent_dispatched', room);
  expect(await read(body, await sign(body))).toMatchObject({ roomName: room, known: false });
});

test('takes any of its key pairs', async () => {
  await expect(read(egressEnded, await sign(egressEnded, former))).resolves.toBeTruthy();
});

test('the same delivery twice is the same event twice', async () => {
  const signature = await sign(egressEnded);
  expect(await read(egressEnded, signature)).toEqual(await read(egressEnded, signature));
});

test('an event about no room names none', async () => {
  const body = '{"event":"something_new", "id":"EV_1", "createdAt":"1795455193"}';
  expect(await read(body, await sign(body))).toMatchObject({ roomName: null, egressId: null });
});

test.each<[string, () => Promise<string | undefined>]>([
  ['unsigned', async () => undefined],
  ['no JWT', async () => 'nonsense'],
  ['expired', () => sign(egressEnded, current, Math.floor(Date.now() / 1000) - 60)],
  ['signed with another secret', () => sign(egressEnded, { ...current, secret: 'x'.repeat(40) })],
  ['signed under another name', () => sign(egressEnded, { ...current, key: 'APIother' })],
  [
    'signed with a secret of another pair',
    () => sign(egressEnded, { ...current, ...{ key: former.key } }),
  ],
  ['signed for another body', () => sign(roomStarted)],
  ['without a signature', async () => (await sign(egressEnded)).replace(/[^.]+$/, '')],
  [
    'signed with alg none',
    async () => {
      const [, claims] = (await sign(egressEnded)).split('.');
      return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`;
    },
  ],
])('refuses one that is %s', async (_, authorization) => {
  await expect(read(egressEnded, await authorization())).rejects.toSatisfy(refusal(401));
});

test('a changed byte in the body breaks the signature', async () => {
  const changed = egressEnded.replace('Source closed', 'Source close_');
  expect(changed).not.toBe(egressEnded);
  await expect(read(changed, await sign(egressEnded))).rejects.toSatisfy(refusal(401));
});

test('a token without an end is refused, though its signature is valid', async () => {
  const token = await new SignJWT({
    sha256: createHash('sha256').update(egressEnded).digest('base64'),
  })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(current.key)
    .sign(new TextEncoder().encode(current.secret));
  await expect(read(egressEnded, token)).rejects.toSatisfy(refusal(401));
});

test.each(['', 'no JSON', '[]', '{"event":7}'])('a signed %j is no event', async (body) => {
  await expect(read(body, await sign(body))).rejects.toSatisfy(refusal(400));
});

test('without keys everything is refused', async () => {
  const readNothing = createWebhookReader([]);
  await expect(readNothing(egressEnded, await sign(egressEnded))).rejects.toSatisfy(refusal(401));
});
