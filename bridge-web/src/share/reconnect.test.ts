import { ConnectionError, DisconnectReason } from 'livekit-client';
import { expect, test } from 'vitest';
import { ApiError } from '../api.ts';
import {
  backOff,
  endsShare,
  finalWords,
  reconnectPolicy,
  ShareOver,
  tryingWords,
} from './reconnect.ts';

test('waits longer each time, never long, and not all pages at once', () => {
  const waits = [0, 1, 2, 3, 4, 20].map((failures) => backOff(failures, 0.5));
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  expect(backOff(3, 0)).toBeLessThan(backOff(3, 1));
});

test('livekit-client tries every 1.6 s at the least, then leaves it to us', () => {
  expect(reconnectPolicy.nextRetryDelayInMs({ retryCount: 0, elapsedMs: 0 })).toBe(0);
  expect(reconnectPolicy.nextRetryDelayInMs({ retryCount: 9, elapsedMs: 9_000 })).toBe(1_600);
  expect(reconnectPolicy.nextRetryDelayInMs({ retryCount: 20, elapsedMs: 30_000 })).toBeNull();
});

test('another tab, a removal and a deleted room are final; everything else is a lost connection', () => {
  expect(finalWords(DisconnectReason.DUPLICATE_IDENTITY)).toMatch(/Another tab/);
  expect(finalWords(DisconnectReason.PARTICIPANT_REMOVED)).toMatch(/server ended/);
  expect(finalWords(DisconnectReason.ROOM_DELETED)).toMatch(/server ended/);
  for (const reason of [
    undefined,
    DisconnectReason.UNKNOWN_REASON,
    DisconnectReason.SERVER_SHUTDOWN,
    DisconnectReason.STATE_MISMATCH,
    DisconnectReason.SIGNAL_CLOSE,
    // A page that the browser had frozen: livekit-client leaves by itself.
    DisconnectReason.CLIENT_INITIATED,
  ]) {
    expect(finalWords(reason)).toBeUndefined();
  }
});

test('a session that ended ends the share, in the server’s words', () => {
  expect(endsShare(new ApiError(401, 'Type /replay start.'))?.message).toMatch(/ended.*\/replay/);
  expect(endsShare(new ApiError(403, 'Not here.'))?.message).toBe('Not here.');
  expect(endsShare(new ShareOver('Elsewhere.'))?.message).toBe('Elsewhere.');
});

test('a share that somebody took over while it was away is over, as if it had heard', () => {
  const over = endsShare(new ApiError(410, 'Another tab shares.'));
  expect(over?.message).toBe(finalWords(DisconnectReason.DUPLICATE_IDENTITY));
});

test.each([0, 408, 429, 500, 502, 503])('status %i is tried again', (status) => {
  expect(endsShare(new ApiError(status, 'x'))).toBeUndefined();
});

test('says which part is in the way', () => {
  expect(tryingWords(new ApiError(0, 'No way.'))).toBe('No way.');
  expect(tryingWords(ConnectionError.serverUnreachable('x'))).toMatch(/LiveKit server/);
  expect(tryingWords(new Error('negotiation timed out'))).toMatch(/media port/);
});
