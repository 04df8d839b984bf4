import { EgressStatus, ServerError } from 'livekit-server-sdk';
import { expect, test } from 'vitest';
import { judgeSegments, judgeStart } from './egress-words.ts';

const ended = (error: string, segments = 0, status = EgressStatus.EGRESS_FAILED) =>
  ({ status, error, details: '', segmentResults: [{ segmentCount: BigInt(segments) }] }) as never;

test('a segment that was here is all right, however it ended', () => {
  expect(judgeSegments(true, ended('x'), '/s/d').state).toBe('ok');
});

test.each([
  [ended('open /s/d/segment_00000.ts: permission denied'), 'Egress may not write', 'one uid'],
  [ended('write /s/d/segment_00000.ts: no space left on device'), 'disk is full', 'Make room'],
  [ended('S3 upload failed: AccessDenied'), "can't upload to the bucket", 'same keys'],
  [ended('track TR_x not found'), 'Egress failed: track TR_x not found', 'ws_url'],
  [ended('', 3, EgressStatus.EGRESS_COMPLETE), 'wrote 3 segments into /s/d', 'Mount one volume'],
  [ended('', 0, EgressStatus.EGRESS_ACTIVE), 'nothing of it is in /s/d', 'Mount one volume'],
])('no segment here, %#: %s', (info, says, todo) => {
  const finding = judgeSegments(false, info, '/s/d');
  expect(finding).toMatchObject({ state: 'missing', says: expect.stringContaining(says) });
  expect(finding.todo).toContain(todo);
});

const fault = (code: string, message: string) =>
  Object.assign(Object.create(ServerError.prototype), {
    name: 'ServerError',
    code,
    message,
  }) as Error;

test.each([
  [fault('unavailable', 'no response from servers'), 'no Egress worker'],
  [
    fault('internal', 'twirp error unknown: egress not connected (redis required)'),
    'it has no Redis',
  ],
  [new DOMException('aborted due to timeout', 'TimeoutError'), 'no Egress worker'],
  [Object.assign(new Error('EACCES: /s'), { code: 'EACCES' }), "can't be written"],
  [new Error('invalid token: eyJhbGciOi.J9.x, error'), '(token)'],
])('a start that fails with %s', (error, says) => {
  const finding = judgeStart(error);
  expect(finding).toMatchObject({ state: 'missing', says: expect.stringContaining(says) });
  expect(finding.todo).toBeTruthy();
});
