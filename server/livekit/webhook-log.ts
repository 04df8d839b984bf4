import { decodeJwt } from 'jose';
import type { WebhookReader } from './webhooks.ts';

/** What came in as webhooks since the start, for `npm run doctor`. Times are ms since the epoch. */
export interface WebhookSummary {
  accepted: number;
  refused: number;
  lastAcceptedAtMs: number | null;
  lastRefusal: Refusal | null;
  /** The doctor's own, oldest first. */
  probes: Probe[];
}

/** What a refused webhook says of itself; none of it is proven. */
export interface Refusal {
  atMs: number;
  reason: string;
  /** The API key that it claims to be signed with; null when it isn't signed. */
  signedBy: string | null;
  /** From when to when its signature holds, by the sender's clock. */
  notBeforeMs: number | null;
  expiresAtMs: number | null;
}

/** A webhook about a room that the doctor opened. */
export interface Probe {
  room: string;
  atMs: number;
  refusal: Refusal | null;
}

/** Rooms that `npm run doctor` opens for a moment begin so; they are nobody's share. */
export const DOCTOR_ROOM = 'hindsight-doctor-';
const PROBES = 20;

export type WebhookLog = ReturnType<typeof createWebhookLog>;

/** Counts webhooks, and remembers those that the doctor has caused, the refused ones too. */
export function createWebhookLog(now = Date.now) {
  const summary: WebhookSummary = {
    ...{ accepted: 0, refused: 0, lastAcceptedAtMs: null, lastRefusal: null, probes: [] },
  };
  const remember = (rawBody: string | Buffer, refusal: Refusal | null) => {
    const room = roomIn(rawBody);
    if (!room.startsWith(DOCTOR_ROOM)) return;
    summary.probes = [...summary.probes, { room, atMs: now(), refusal }].slice(-PROBES);
  };

  return {
    /** The same reader, with everything that goes through it noted down. */
    noting(read: WebhookReader): WebhookReader {
      return async (rawBody, authorization) => {
        try {
          const hook = await read(rawBody, authorization);
          summary.accepted += 1;
          summary.lastAcceptedAtMs = now();
          remember(rawBody, null);
          return hook;
        } catch (error) {
          summary.refused += 1;
          summary.lastRefusal = { atMs: now(), reason: String(error), ...claimsOf(authorization) };
          remember(rawBody, summary.lastRefusal);
          throw error;
        }
      };
    },
    summary: (): WebhookSummary => summary,
  };
}

/** '' where there is none. */
function roomIn(rawBody: string | Buffer): string {
  try {
    const { room } = JSON.parse(rawBody.toString());
    return typeof room?.name === 'string' ? room.name.slice(0, 100) : '';
  } catch {
    return '';
  }
}

function claimsOf(authorization = ''): Pick<Refusal, 'signedBy' | 'notBeforeMs' | 'expiresAtMs'> {
  try {
    const { iss, nbf, exp } = decodeJwt(authorization.replace(/^Bearer /i, ''));
    const ms = (time: unknown) => (typeof time === 'number' ? time * 1000 : null);
    return {
      signedBy: typeof iss === 'string' ? iss.slice(0, 100) : null,
      notBeforeMs: ms(nbf),
      expiresAtMs: ms(exp),
    };
  } catch {
    return { signedBy: null, notBeforeMs: null, expiresAtMs: null };
  }
}
