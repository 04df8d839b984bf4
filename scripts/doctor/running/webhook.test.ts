import { expect, test } from 'vitest';
import type { Refusal } from '../../../server/livekit/webhook-log.ts';
import { judgeWebhook } from './webhook.ts';

const refusal: Refusal = {
  ...{ atMs: 1_000_000, reason: 'r', signedBy: 'ours', notBeforeMs: null, expiresAtMs: null },
};
const state = (refused = 0) => ({
  publicUrl: 'https://h.example',
  webhookKeys: ['ours', 'older'],
  webhooks: { accepted: 3, refused, lastAcceptedAtMs: 1, lastRefusal: null, probes: [] },
});
const judge = (changes: Partial<Refusal> | null) =>
  judgeWebhook(
    { room: 'x', atMs: 1_000_000, refusal: changes && { ...refusal, ...changes } },
    state(),
  );

test('one that arrived is all right', () => {
  expect(judge(null).state).toBe('ok');
});

test('one that never arrived names the address to configure, and what else has come', () => {
  const { state: is, says, todo } = judgeWebhook(undefined, state(2));
  expect(is).toBe('missing');
  expect(says).toContain('never arrive');
  expect(says).toContain('3 came before, 2 were refused');
  expect(todo).toContain('https://h.example/api/livekit/webhook');
});

test.each([
  [{ signedBy: null }, 'not signed'],
  [
    { signedBy: 'theirs' },
    "the keys don't match, LiveKit signs with theirs and Hindsight knows ours, older",
  ],
  [{}, "the keys don't match, the secret of ours differs"],
  [{ notBeforeMs: 1_042_000 }, 'not valid yet by 42 s, the clocks differ'],
  [{ expiresAtMs: 900_000 }, 'expired by 100 s, the clocks differ'],
])('one that was refused, %o: %s', (changes, words) => {
  const finding = judge(changes);
  expect(finding).toMatchObject({ state: 'missing', says: expect.stringContaining(words) });
  expect(finding.says).toContain('it arrived, and was refused');
  expect(finding.todo).toBeTruthy();
});
