import { isSignedPath, signPath } from '../auth/signed-path.ts';
import { isPublicUrl } from '../public-url.ts';
import { type Clip, shownIn } from './clip.ts';

/** A message with a link is read for long; the link ends with its clip in any case. */
export const CLIP_LINK_LIFE_MS = 365 * 24 * 3600_000;

/** How the links of a clip stand. */
export interface LinkState {
  /** How often they were revoked: it is signed with the address, so that those before are void. */
  revoked: number;
  /** When the one that is good now was asked for, ms since the epoch; null when nobody did since. */
  sinceMs: number | null;
}

/** Addresses of clips' own pages, which open without signing in: see http/clip-page.ts. */
export type ClipLinks = ReturnType<typeof createClipLinks>;

/** @param publicUrl without a slash at the end */
export function createClipLinks({
  secret,
  publicUrl,
  now = Date.now,
}: {
  secret: string;
  publicUrl: string;
  now?: () => number;
}) {
  const stateOf = ({ link, createdAtMs }: Clip): LinkState =>
    link ?? { revoked: 0, sinceMs: createdAtMs };
  const endsMs = (clip: Clip) => (stateOf(clip).sinceMs ?? clip.createdAtMs) + CLIP_LINK_LIFE_MS;
  const page = (clip: Clip) =>
    publicUrl + signPath(secret, clipPath(clip.id), endsMs(clip), stateOf(clip).revoked);
  const isCopy = (clip: Clip) => shownIn(clip) !== clip.ownerId;
  const isGiven = (clip: Clip) => stateOf(clip).sinceMs !== null && endsMs(clip) > now();

  return {
    /** For the clip's own people, who can open what is only at home, too. */
    page,
    /** For everybody; null for a copy, and where there is no address that everybody can open. */
    of: (clip: Clip): string | null =>
      isPublicUrl(publicUrl) && !isCopy(clip) ? page(clip) : null,
    /** The one that its owner is shown; null for a copy, and when it is over or revoked and no new one was asked for. */
    given: (clip: Clip): string | null => (isGiven(clip) && !isCopy(clip) ? page(clip) : null),
    /** Whether an address with this query opens the clip, or another address of it. */
    opens: (clip: Clip, query: { until?: unknown; sig?: unknown }, path = clipPath(clip.id)) =>
      isSignedPath(secret, path, query, now(), stateOf(clip).revoked),
    /** Every link until now is void. */
    revoked: (clip: Clip): LinkState => ({ revoked: stateOf(clip).revoked + 1, sinceMs: null }),
    /** There is a good one from now on. */
    renewed: (clip: Clip): LinkState =>
      isGiven(clip) ? stateOf(clip) : { ...stateOf(clip), sinceMs: now() },
  };
}

/** What is signed: the page's path, for its video and its poster, too. */
export function clipPath(id: string): string {
  return `/c/${id}`;
}
