import { createHash } from 'node:crypto';
import { AccessToken } from 'livekit-server-sdk';
import { expect, test } from 'vitest';
import { createWebhookLog, DOCTOR_ROOM } from './webhook-log.ts';
import { createWebhookReader } from './webhooks.ts';

const KEY = { key: 'key', secret: 'a-secret-of-32-characters-or-so!' };

async function sign(body: string, { key, secret } = KEY): Promise<string> {
  const token = new AccessToken(key, secret);
  token.sha256 = createHash('sha256').update(body).digest('base64');
  return token.toJwt();
}
const about = (room: string) =>
  JSON.stringify({ event: 'room_started', id: 'E', room: { name: room } });

test('counts what is taken and what is refused, and remembers only rooms of the doctor', async () => {
  const log = createWebhookLog(() => 5000);
  const read = log.noting(createWebhookReader([KEY]));
  const mine = about(`${DOCTOR_ROOM}1`);

  await read(about('replay_1_2'), await sign(about('replay_1_2')));
  expect(await read(mine, await sign(mine))).toMatchObject({ roomName: `${DOCTOR_ROOM}1` });
  await expect(read(mine, undefined)).rejects.toThrow('not signed');
  const theirs = await sign(mine, { key: 'theirs', secret: 'x'.repeat(32) });
  await expect(read(mine, theirs)).rejects.toThrow('not valid');
  await expect(read('nonsense', 'nonsense')).rejects.toThrow();

  const { accepted, refused, lastAcceptedAtMs, lastRefusal, probes } = log.summary();
  expect([accepted, refused, lastAcceptedAtMs]).toEqual([2, 3, 5000]);
  expect(lastRefusal).toMatchObject({ signedBy: null, expiresAtMs: null });
  expect(probes.map(({ refusal }) => refusal && refusal.signedBy)).toEqual([null, null, 'theirs']);
  expect(probes[0]?.refusal).toBeNull();
  expect(probes[1]?.refusal).not.toBeNull();
  expect(probes[2]?.refusal?.expiresAtMs).toBeGreaterThan(Date.now());
});

test('holds on to the newest few', async () => {
  const log = createWebhookLog();
  const read = log.noting(createWebhookReader([KEY]));
  for (let i = 0; i < 30; i += 1) await read(about(`${DOCTOR_ROOM}${i}`), '').catch(() => {});
  const { probes } = log.summary();
  expect(probes).toHaveLength(20);
  expect(probes.at(-1)?.room).toBe(`${DOCTOR_ROOM}29`);
});
