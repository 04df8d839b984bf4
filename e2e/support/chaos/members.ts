import { setTimeout as sleep } from 'node:timers/promises';
import { parseRoomName, roomName } from '../../../server/livekit/room-name.ts';
import type { Installation } from '../machines/installation.ts';
import { keepSharing, type Sharer } from '../machines/sharer.ts';
import { until } from '../until.ts';
import type { Span } from './spans.ts';

/** Somebody who shares and clips, on a server of their own: each has another shard, and so another bot. */
export interface Member {
  as: string;
  channel: string;
  userId: string;
  roomName: string;
  /** With which their page, a program here, asks. */
  apiKey: string;
  /** What their pictures show. */
  card: number;
  /** Their shares, the newest last. */
  sharers: Sharer[];
  /** When they did not share, by their own will, or knew by their page that nothing is recorded yet. */
  breaks: Span[];
}

const PLACES = [
  { as: 'ada', channel: '#clips' },
  { as: 'bo', channel: '#highlights' },
];
/** Until a share that was begun while all was broken is recorded, ms. */
const BEGIN_MS = 90_000;
const LOOK_EVERY_MS = 500;
const ENOUGH_MS = 8000;

interface ReplayStatus {
  status?: string;
  sessionId?: string;
  bufferedMs?: number;
}

export async function findMembers({ sandbox: { control } }: Installation): Promise<Member[]> {
  return Promise.all(
    PLACES.map(async (place, i) => {
      const { me, guilds } = await control.world(place.as);
      const all = guilds.flatMap(({ id, channels }) =>
        channels.map((channel) => ({ guildId: id, ...channel })),
      );
      const found = all.find(({ name }) => `#${name}` === place.channel);
      if (!found) throw new Error(`no ${place.channel}`);
      await control.openDm(place.as);
      const { id } = await control.run({ ...place, command: '/replay key name:page' });
      const { message } = await control.waitForAnswer(id, BEGIN_MS);
      const [, apiKey = ''] = /```\s*(\S+)\s*```/.exec(message?.content ?? '') ?? [];
      return {
        ...{ ...place, userId: me, roomName: roomName(found.guildId, found.id), apiKey },
        ...{ card: i + 1, sharers: [], breaks: [] },
      };
    }),
  );
}

/** As the page does it. Resolves when that says that it is recorded. @throws Error when it never does */
export async function beginToShare(member: Member, installation: Installation): Promise<void> {
  const { userId, roomName, card } = member;
  const before = (await askPage(member, installation, '/api/replay/status'))?.sessionId;
  const endMs = Date.now() + BEGIN_MS;
  let sharer: Sharer | undefined;
  while (!sharer) {
    try {
      sharer = await keepSharing(installation.livekit, { userId, roomName, card });
    } catch (error) {
      // LiveKit may be away: the page says so, and they try again.
      if (Date.now() > endMs) throw error;
      await sleep(1000);
    }
  }
  member.sharers.push(sharer);
  const channelId = parseRoomName(roomName)?.channelId;
  const body = { channelId, roomName, videoTrackId: sharer.videoTrackId, audioTrackId: null };
  await askPage(member, installation, '/api/livekit/replay/start', body);
  for (;;) {
    const now = await askPage(member, installation, '/api/replay/status');
    if (now?.status === 'active' && now.sessionId !== before) break;
    if (Date.now() > endMs) throw new Error(`is never recorded: ${JSON.stringify(now)}`);
    await sleep(LOOK_EVERY_MS);
  }
  const rest = member.breaks.at(-1);
  if (rest) rest.toMs = Math.min(rest.toMs, Date.now());
}

/** Waits until there is enough of everybody to clip. */
export async function untilAllCanClip(members: Member[], installation: Installation) {
  const enough = async (member: Member) => {
    const { bufferedMs = 0 } = (await askPage(member, installation, '/api/replay/status')) ?? {};
    return bufferedMs > ENOUGH_MS;
  };
  for (const member of members) {
    await until(`${member.as} can clip`, () => enough(member), { timeoutMs: BEGIN_MS });
  }
}

export async function stopSharing(member: Member): Promise<void> {
  member.breaks.push({ fromMs: Date.now(), toMs: Number.POSITIVE_INFINITY });
  await member.sharers.at(-1)?.stop();
}

/** @returns nothing where nobody answers, or only that it can't be done just now */
async function askPage(
  { apiKey }: Member,
  { url }: Installation,
  path: string,
  body?: object,
): Promise<ReplayStatus | undefined> {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const posted = body && { method: 'POST', body: JSON.stringify(body) };
  try {
    const response = await fetch(url + path, {
      ...{ headers, ...posted, signal: AbortSignal.timeout(20_000) },
    });
    return response.ok ? ((await response.json()) as ReplayStatus) : undefined;
  } catch {
    return undefined;
  }
}

export const drawnBy = ({ sharers }: Member): number[] => sharers.flatMap(({ drawn }) => drawn);

export const thrownOut = ({ sharers }: Member): number[] =>
  sharers.flatMap(({ thrownOutMs }) => thrownOutMs);
