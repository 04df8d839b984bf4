import { createHash } from 'node:crypto';
import { SignJWT } from 'jose';

export const WEBHOOK_KEY = { key: 'key', secret: 'a-secret-of-32-characters-or-so!' };

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    below: (n: number) => Math.floor(next() * n),
    pick: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T,
    shuffled<T>(list: readonly T[]): T[] {
      const mixed = [...list];
      for (let i = mixed.length - 1; i > 0; i--) {
        const j = Math.floor(next() * (i + 1));
        [mixed[i], mixed[j]] = [mixed[j] as T, mixed[i] as T];
      }
      return mixed;
    },
  };
}

export interface Hook {
  body: string;
  authorization: string;
}

/** As LiveKit signs: a bare JWT with the hash of the raw body, for five minutes. */
export async function signed(
  body: string,
  { secret = WEBHOOK_KEY.secret, key = WEBHOOK_KEY.key, hashOf = body, expires = '5m' } = {},
): Promise<Hook> {
  const sha256 = createHash('sha256').update(hashOf).digest('base64');
  const authorization = await new SignJWT({ sha256 })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(key)
    .setNotBefore('-10m')
    .setExpirationTime(expires)
    .sign(new TextEncoder().encode(secret));
  return { body, authorization };
}

let made = 0;
/** 64-bit numbers as strings and a space behind each comma, as LiveKit's JSON has them. */
function write(event: string, fields: object): string {
  const id = `EV_${String(++made).padStart(12, '0')}`;
  const whole = { event, ...fields, id, createdAt: '1795455193' };
  return JSON.stringify(whole).replaceAll(',"', ', "');
}

export const roomEvent = (event: string, room: string, fields: object = {}) =>
  write(event, {
    room: { sid: 'RM_7aQpXnW2vBcd', name: room, creationTime: '1795455193' },
    ...fields,
  });

export const trackEvent = (event: string, room: string, userId: string, sid: string) =>
  roomEvent(event, room, {
    participant: { sid: 'PA_4dQw9yTbKmNz', identity: userId, joinedAt: '1795455193' },
    track: { sid, type: 'VIDEO', source: 'SCREEN_SHARE', mimeType: 'video/H264' },
  });

/** Times are ns; those of `started` and `updated` differ, and a status of 0 is left out. */
export const egressEvent = (event: string, room: string, sid: string, fields: object = {}) =>
  write(event, {
    egressInfo: {
      ...{ egressId: 'EG_FfRq7rs4ev2y', roomId: 'RM_7aQpXnW2vBcd', roomName: room },
      ...{ startedAt: '1795455029101002689', updatedAt: '1795455029101002689' },
      trackComposite: { roomName: room, videoTrackId: sid, audioTrackId: 'TR_AsUdYqxXVGAYFB' },
      ...fields,
    },
  });
