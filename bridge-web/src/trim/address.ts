/** What is trimmed: a clip, or one's own buffer. */
export interface Source {
  clipId?: string;
}

/** What the page's address asks for; `lastMs`: how much of the end is selected at first. */
export interface Address extends Source {
  preview?: string;
  lastMs?: number;
}

/** @param search of the page's address, with or without its question mark */
export function readAddress(search: string): Address {
  const query = new URLSearchParams(search);
  const last = Number(query.get('last'));
  return {
    ...(query.get('clip') && { clipId: query.get('clip') as string }),
    ...(query.get('preview') && { preview: query.get('preview') as string }),
    ...(last > 0 && Number.isFinite(last) && { lastMs: last * 1000 }),
  };
}

/** The page of a preview that is open; its clip stands there too, in case it has to be opened again. */
export function addressOf(preview: string, { clipId }: Source): string {
  const query = new URLSearchParams({ preview, ...(clipId && { clip: clipId }) });
  return `/trim?${query}`;
}

/**
 * A link from Discord names the clip beside its token, behind the `#`. It belongs where signing in, which spends the
 * token and may lead over another page, finds it again.
 * @returns the address to go on with; undefined where nothing has to be moved
 */
export function withClipFromHash(search: string, hash: string): string | undefined {
  const rest = new URLSearchParams(hash.replace(/^#/, ''));
  const clip = rest.get('clip');
  if (!clip) return undefined;
  rest.delete('clip');
  const query = new URLSearchParams(search);
  query.set('clip', clip);
  // A preview in the address is that of something else.
  query.delete('preview');
  return `/trim?${query}${rest.size > 0 ? `#${rest}` : ''}`;
}
