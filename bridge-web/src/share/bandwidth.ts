import type { Choice } from './quality.ts';
import { encodingOf, QUALITIES, type Quality } from './quality.ts';

/** Uploads so many bytes. @returns how long that took, ms */
export type Upload = (bytes: number) => Promise<number>;

const FIRST_BYTES = 300_000;
const MORE_BYTES = 1_700_000;
/** What is over sooner has hardly begun: a connection needs a while to get up to its speed; ms. */
const TOO_SHORT_MS = 400;
/** Room for the sound, for packets sent twice and for what else is going on. */
const ROOM = 1.3;

/** @returns bit/s @throws what `upload` throws */
export async function measureUpload(upload: Upload): Promise<number> {
  // The way there and back costs time, too, and has nothing to do with how much is sent.
  const wayMs = await upload(1);
  const rate = (bytes: number, ms: number) => (bytes * 8000) / Math.max(1, ms - wayMs);
  const firstMs = await upload(FIRST_BYTES);
  if (firstMs - wayMs >= TOO_SHORT_MS) return rate(FIRST_BYTES, firstMs);
  // A proxy may let no more through; then the first try has to do.
  const moreMs = await upload(MORE_BYTES).catch(() => undefined);
  return moreMs === undefined ? rate(FIRST_BYTES, firstMs) : rate(MORE_BYTES, moreMs);
}

/** Sends random bytes, which nothing on the way can make smaller, to a place where they are forgotten. */
export const uploadToServer: Upload = async (bytes) => {
  const piece = crypto.getRandomValues(new Uint8Array(Math.min(bytes, 65_536)));
  const pieces = Array.from({ length: Math.ceil(bytes / piece.length) }, () => piece);
  const body = new Blob(pieces).slice(0, bytes);
  const sinceMs = performance.now();
  const answer = await fetch('/api/bandwidth', { method: 'POST', body, cache: 'no-store' });
  if (!answer.ok) throw new Error(`the upload was answered with ${answer.status}`);
  return performance.now() - sinceMs;
};

/** Whether a connection that sends so much (bit/s) has room for this quality. */
export function hasRoomFor(bitrate: number, choice: Choice): boolean {
  return bitrate >= encodingOf(choice).maxBitrate * ROOM;
}

/** The best that the connection has room for; undefined: not even the smallest. */
export function bestFor(bitrate: number, choice: Choice): Quality | undefined {
  return QUALITIES.findLast((quality) => hasRoomFor(bitrate, { ...choice, quality }));
}
