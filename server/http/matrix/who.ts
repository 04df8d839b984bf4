import { SignJWT } from 'jose';
import type { Identity } from '../../auth/identity.ts';
import { installationSecret } from '../../auth/secret.ts';
import { createSessionTokens } from '../../auth/session-token.ts';
import type { TestApp } from '../test-app.ts';

/** The role that lets its holders delete clips of others. */
export const DELETE_ROLE = '77';

/** Discord ids of who is on server 10, and who is not (any more). */
export const IDS = {
  ...{ owner: '1', asker: '2', member: '3', moderator: '4', 'role holder': '5' },
  ...{ administrator: '6', outsider: '7', 'who left': '8' },
};
/** Who signed in on a page or has a key, and is on that server; what Discord lets them do there is not seen here. */
export const MEMBERS = [
  ...(['owner', "owner's key", 'asker', 'member'] as const),
  ...(['moderator', 'role holder', 'administrator'] as const),
];
/** Who signed in but is on another server, or was thrown out of that one. */
export const STRANGERS = ['outsider', "outsider's key", 'who left'] as const;
/** Who is nobody. */
export const NOBODY = [
  ...(['signed out', 'expired session', 'ended session', 'forged session'] as const),
  ...(['unsigned session', 'forged key', 'expired key', 'revoked key'] as const),
  ...(['key as cookie', 'session as key', "installation's key"] as const),
];
export const WHO = [...MEMBERS, ...STRANGERS, ...NOBODY];
export type Who = (typeof WHO)[number];

const SECRET = 's';

/** Who they are on a page, and which channel it is for: who left had it when they still might. */
export function identityOf(who: keyof typeof IDS): Identity {
  const [guild, channel] = who === 'outsider' ? ['11', '21'] : ['10', '20'];
  return {
    user: { id: IDS[who], name: who, avatarUrl: `https://cdn.discordapp.com/${who}.webp` },
    ...{ guild: { id: guild, name: 'a server' }, channel: { id: channel, name: 'a channel' } },
  };
}

const inCookie = (token: string) => ({ Cookie: `hindsight_session=${token}` });
const asKey = (token: string) => ({ Authorization: `Bearer ${token}` });
const idIn = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).jti;
const keyToken = (jti: string, secret: string, expires: string) =>
  new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setJti(jti)
    .setSubject(IDS.owner)
    .setAudience('api')
    .setExpirationTime(expires)
    .sign(new TextEncoder().encode(secret));

/** @returns what makes the headers of somebody's request, with a session of its own each time */
export async function openWho({ services, dataDir }: TestApp) {
  const { sessions, apiKeys } = services;
  const { key, token } = await apiKeys.create(IDS.owner, 'deck');
  const theirs = await apiKeys.create(IDS.outsider, 'deck');
  const revoked = await apiKeys.create(IDS.owner, 'revoked');
  await apiKeys.revoke(IDS.owner, 'revoked');
  const session = (who: keyof typeof IDS) => sessions.create(identityOf(who));
  const signedBy = async (secret: string, lifeMs: number) => {
    const sessionId = idIn(await session('owner'));
    const number = 1;
    return createSessionTokens(secret, Date.now).sign({ sessionId, number }, Date.now() + lifeMs);
  };

  const others: Record<Exclude<Who, keyof typeof IDS>, () => Promise<Record<string, string>>> = {
    "owner's key": async () => asKey(token),
    "outsider's key": async () => asKey(theirs.token),
    'signed out': async () => ({}),
    'expired session': async () => inCookie(await signedBy(SECRET, -1000)),
    async 'ended session'() {
      const ended = await session('owner');
      await sessions.end(ended);
      return inCookie(ended);
    },
    'forged session': async () => inCookie(await signedBy('another', 60_000)),
    async 'unsigned session'() {
      const [, claims = ''] = (await session('owner')).split('.');
      const head = Buffer.from('{"alg":"none"}').toString('base64url');
      return inCookie(`${head}.${claims}.`);
    },
    'forged key': async () => asKey(await keyToken(key.id, 'another', '1h')),
    'expired key': async () => asKey(await keyToken(key.id, SECRET, '-1s')),
    'revoked key': async () => asKey(revoked.token),
    'key as cookie': async () => inCookie(token),
    'session as key': async () => asKey(await session('owner')),
    "installation's key": async () => asKey(installationSecret(dataDir, 'internal')),
  };

  return async (who: Who): Promise<Record<string, string>> =>
    who in IDS
      ? inCookie(await session(who as keyof typeof IDS))
      : others[who as keyof typeof others]();
}
