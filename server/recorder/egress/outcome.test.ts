import { EgressInfo } from 'livekit-server-sdk';
import { expect, test } from 'vitest';
import { outcomeOf } from './outcome.ts';

/** As LiveKit's webhooks and its list tell it, in JSON. */
const told = (json: Record<string, string | number>) => outcomeOf(EgressInfo.fromJson(json));

test.each([
  // The status that is 0 is left out of the JSON.
  [{}, 'starting'],
  [{ status: 'EGRESS_ACTIVE' }, 'active'],
  [{ status: 'EGRESS_ENDING', details: 'End reason: Source closed' }, 'ending'],
  [{ status: 'EGRESS_COMPLETE', details: 'End reason: StopEgress API' }, 'complete'],
  [{ status: 'EGRESS_COMPLETE', details: 'End reason: Source closed' }, 'complete'],
  [{ status: 'EGRESS_LIMIT_REACHED' }, 'complete'],
  [{ status: 'EGRESS_ABORTED', error: 'Stop called before pipeline could start' }, 'complete'],
])('%j is %s', (json, state) => {
  expect(told(json)).toEqual({ state });
});

test('a killed one says why as soon as it ends', () => {
  const json = { status: 'EGRESS_ENDING', details: 'End reason: Process killed' };
  const error = expect.stringMatching(/too much to do/);
  expect(told(json)).toEqual({ state: 'ending', error });
});

test.each([
  [{ status: 'EGRESS_COMPLETE', details: 'End reason: Process killed' }, /too much to do/],
  [
    { status: 'EGRESS_FAILED', error: 'track TR_VCunknown123 not found', errorCode: 404 },
    /gone before/,
  ],
  [
    { status: 'EGRESS_FAILED', error: 'write /s/segment_00001.ts: no space left on device' },
    /disk .* is full/,
  ],
  [{ status: 'EGRESS_FAILED', error: 'mkdir /s/: operation not permitted' }, /may not write/],
  [{ status: 'EGRESS_FAILED', error: 'open /s/segment_00000.ts: permission denied' }, /may not/],
  [
    { status: 'EGRESS_FAILED', error: 'S3 upload failed: 403 AccessDenied: permission denied' },
    /could not upload/,
  ],
  [{ status: 'EGRESS_FAILED', error: 'internal error', errorCode: 500 }, /broke down/],
  [{ status: 'EGRESS_ABORTED', error: 'Start signal not received' }, /broke down/],
])('%j is a failure', (json, words) => {
  expect(told(json)).toEqual({ state: 'failed', error: expect.stringMatching(words) });
});
