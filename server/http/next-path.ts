/**
 * Where to go on after signing in: only a path of ours, whatever a link that somebody was sent says.
 * Read as browsers do, to whom `//x`, `/\x` and `/<tab>/x` are other hosts.
 */
export function nextPath(asked: unknown): string {
  if (typeof asked !== 'string' || !asked.startsWith('/') || asked.length > 500) return DEFAULT;
  if (!URL.canParse(asked, OURS)) return DEFAULT;
  const { origin, pathname, search, hash } = new URL(asked, OURS);
  // What is left may itself begin with two slashes, as of `/.//x`.
  if (origin !== OURS || pathname.startsWith('//') || pathname.startsWith('/api/')) return DEFAULT;
  return pathname + search + hash;
}

const OURS = 'http://hindsight.invalid';
const DEFAULT = '/library';
