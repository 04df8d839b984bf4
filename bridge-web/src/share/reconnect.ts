import { DisconnectReason } from 'livekit-client';
import { ApiError } from '../api.ts';
import { say } from './trouble-texts.ts';

/** The share is over and connecting again would be wrong; `message` is for the sharer. */
export class ShareOver extends Error {
  override name = 'ShareOver';
}

/** How long livekit-client tries by itself before a new token is fetched; ms. */
const OWN_TRIES_MS = 20_000;

/** livekit-client's default waits up to 7 s between tries: longer than a server takes to restart. */
export const reconnectPolicy = {
  nextRetryDelayInMs({ retryCount, elapsedMs }: { retryCount: number; elapsedMs: number }) {
    return elapsedMs > OWN_TRIES_MS ? null : Math.min(retryCount * 400, 1_600);
  },
};

/** @returns ms to wait before try number `failures + 1`; spread out, so that a server comes back in peace */
export function backOff(failures: number, random = Math.random()): number {
  return Math.min(500 * 2 ** failures, 5_000) * (0.75 + random / 2);
}

const FINAL: Partial<Record<DisconnectReason, string>> = {
  [DisconnectReason.DUPLICATE_IDENTITY]: say.takenOver,
  [DisconnectReason.PARTICIPANT_REMOVED]: say.endedByServer,
  [DisconnectReason.ROOM_DELETED]: say.endedByServer,
};

/** @returns why the share is over; undefined when it has to connect again */
export function finalWords(reason: DisconnectReason | undefined): string | undefined {
  return reason === undefined ? undefined : FINAL[reason];
}

/** @returns the error that ends the share; undefined when trying again may help */
export function endsShare(error: unknown): ShareOver | undefined {
  if (error instanceof ShareOver) return error;
  if (!(error instanceof ApiError)) return undefined;
  const { status, message } = error;
  // Another tab shares since then, which a tab without a connection could not hear.
  if (status === 410) return new ShareOver(say.takenOver);
  if (status === 401) return new ShareOver(say.ended(message));
  const passes = status === 0 || status === 408 || status === 429 || status >= 500;
  return passes ? undefined : new ShareOver(message);
}

/** @returns what to tell while it tries again */
export function tryingWords(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  const { name = '' } = error instanceof Error ? error : {};
  return name === 'ConnectionError' ? say.livekitAway : say.blocked;
}
