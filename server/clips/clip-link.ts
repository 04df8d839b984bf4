import { signPath } from '../auth/signed-path.ts';
import { isPublicUrl } from '../public-url.ts';
import type { Clip } from './library.ts';

/** A message with a link is read for long; the link ends with its clip in any case. */
export const CLIP_LINK_LIFE_MS = 365 * 24 * 3600_000;

/** Addresses of clips' own pages, which open without signing in: see http/clip-page.ts. */
export type ClipLinks = ReturnType<typeof createClipLinks>;

/** @param publicUrl without a slash at the end */
export function createClipLinks({ secret, publicUrl }: { secret: string; publicUrl: string }) {
  const page = ({ id, createdAtMs }: Clip) =>
    `${publicUrl}${signPath(secret, clipPath(id), createdAtMs + CLIP_LINK_LIFE_MS)}`;
  return {
    /** For the clip's own people, who can open what is only at home, too. */
    page,
    /** For everybody; null where there is no address that everybody can open. */
    of: (clip: Clip): string | null => (isPublicUrl(publicUrl) ? page(clip) : null),
  };
}

/** What is signed: the page's path, for its video and its poster, too. */
export function clipPath(id: string): string {
  return `/c/${id}`;
}
