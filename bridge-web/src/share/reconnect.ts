import { DisconnectReason } from 'livekit-client';
import { ApiError } from '../api.ts';

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
  [DisconnectReason.DUPLICATE_IDENTITY]:
    'Another tab or window took over: you share from there now, and this one has stopped.',
  [DisconnectReason.PARTICIPANT_REMOVED]:
    'The server ended your share. Share again if you didn’t want that.',
  [DisconnectReason.ROOM_DELETED]:
    'The server ended your share. Share again if you didn’t want that.',
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
  if (status === 401) return new ShareOver(`Your share has ended. ${message}`);
  const passes = status === 0 || status === 408 || status === 429 || status >= 500;
  return passes ? undefined : new ShareOver(message);
}

/** @returns what to tell while it tries again */
export function tryingWords(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  const { name = '' } = error instanceof Error ? error : {};
  return name === 'ConnectionError'
    ? 'The LiveKit server can’t be reached.'
    : 'The picture doesn’t get through to the LiveKit server; a firewall may close its media port.';
}
