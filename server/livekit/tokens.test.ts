import { decodeJwt, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { shareToken } from './tokens.ts';

const keys = { apiKey: 'APIkey', apiSecret: 'a secret that is long enough for HS256' };
const request = { roomName: 'replay_1_2', userId: '42', name: 'Ada' };

test('a share token may publish the screen and its sound into one room, nothing else', async () => {
  const claims = decodeJwt(await shareToken(keys, request));
  expect(claims).toMatchObject({ iss: 'APIkey', sub: '42', name: 'Ada' });
  // Exactly these: a grant more would be a power more.
  expect(claims.video).toEqual({
    roomJoin: true,
    room: 'replay_1_2',
    canPublish: true,
    canPublishSources: ['screen_share', 'screen_share_audio', 'microphone'],
    canSubscribe: false,
    canPublishData: false,
    canUpdateOwnMetadata: false,
  });
});

test.each([
  [undefined, 600],
  [30, 30],
])('ttlS %s makes it end after %d s', async (ttlS, lifeS) => {
  const claims = decodeJwt(await shareToken(keys, { ...request, ttlS }));
  expect((claims.exp ?? 0) - (claims.nbf ?? 0)).toBe(lifeS);
});

test('it is signed with the API secret', async () => {
  const token = await shareToken(keys, request);
  const secret = (text: string) => new TextEncoder().encode(text);
  await expect(jwtVerify(token, secret(keys.apiSecret))).resolves.toBeTruthy();
  await expect(jwtVerify(token, secret('another'))).rejects.toThrow();
});
