import { randomBytes } from 'node:crypto';
import { type Room, RoomServiceClient } from 'livekit-server-sdk';
import { DOCTOR_ROOM } from '../../../server/livekit/webhook-log.ts';
import { type Finding, why } from '../check.ts';
import { judgeClock, LIVEKIT_LIMITS, type Offset, offsetOf } from './clocks.ts';
import type { Undo } from './undo.ts';

export interface LivekitAccess {
  /** ws, wss, http or https. */
  url: string;
  apiKey: string;
  apiSecret: string;
}

/** For LiveKit to remove it when the doctor can't. */
const EMPTY_S = 30;

/** A short-lived room of the doctor's own: LiveKit answers, takes the key, and tells its clock. */
export async function openRoom(
  access: LivekitAccess,
  undo: Undo,
): Promise<{ room: Room | null; close: () => Promise<void>; says: Finding[] }> {
  const { url, apiKey, apiSecret } = access;
  const client = new RoomServiceClient(url, apiKey, apiSecret, { requestTimeout: 5 });
  const name = `${DOCTOR_ROOM}${randomBytes(8).toString('hex')}`;
  const close = undo.add(() => client.deleteRoom(name));
  const sentMs = Date.now();
  try {
    const room = await client.createRoom({
      name,
      emptyTimeout: EMPTY_S,
      departureTimeout: EMPTY_S,
    });
    const clock = offsetOf(Number(room.creationTimeMs), sentMs, Date.now());
    const answers: Finding = {
      name: 'livekit',
      state: 'ok',
      says: `${url} answers and takes the key`,
    };
    return { room, close, says: [answers, judgeClock("LiveKit's clock", clock, LIVEKIT_LIMITS)] };
  } catch (error) {
    await close();
    const clock = await clockOf(url).catch(() => null);
    const off = clock ? [judgeClock("LiveKit's clock", clock, LIVEKIT_LIMITS)] : [];
    return { room: null, close, says: [judgeRefusal(access, error), ...off] };
  }
}

/** By the Date of its HTTP answers, where it refuses everything else: whole seconds. */
async function clockOf(url: string): Promise<Offset | null> {
  const sentMs = Date.now();
  const answer = await fetch(url.replace(/^ws/, 'http'), { signal: AbortSignal.timeout(5_000) });
  const date = Date.parse(answer.headers.get('date') ?? '');
  if (Number.isNaN(date)) return null;
  const { offsetMs, uncertaintyMs } = offsetOf(date + 500, sentMs, Date.now());
  return { offsetMs, uncertaintyMs: uncertaintyMs + 500 };
}

/** LiveKit's answers, none of which may be shown whole: they have our token in them. */
const REFUSALS: [RegExp, string, string][] = [
  [
    /invalid API key/i,
    "it doesn't know the key LIVEKIT_API_KEY",
    'Take one of those under `keys:` in its configuration (LiveKit Cloud: Settings, API keys).',
  ],
  [
    /signature is invalid/i,
    'LIVEKIT_API_SECRET is not the one of LIVEKIT_API_KEY',
    'Copy both again, from the same line of `keys:` in its configuration.',
  ],
  [
    /not valid yet|expired|used before/i,
    'it takes our token for one from another time: the clocks differ',
    'Let both machines keep time by NTP (chrony, systemd-timesyncd).',
  ],
];

function judgeRefusal({ url }: LivekitAccess, error: unknown): Finding {
  const said = why(error);
  const known = REFUSALS.find(([pattern]) => pattern.test(said));
  if (known) {
    const [, words, todo] = known;
    return { name: 'livekit', state: 'missing', says: `${url} refuses: ${words}`, todo };
  }
  const words = said.replace(/eyJ[\w.-]+/g, '(token)');
  const todo = 'Is it running, and is LIVEKIT_URL its address as seen from here?';
  return { name: 'livekit', state: 'missing', says: `${url} does not answer: ${words}`, todo };
}
