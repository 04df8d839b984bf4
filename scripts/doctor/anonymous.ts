/** Of S3, and of Azure. */
const LISTINGS = ['?list-type=2', '?restype=container&comp=list'];

/**
 * Asks for an object, and for the list of all, as somebody without any key does.
 * @param signedUrl an address that opens the object
 * @param key the end of its path
 * @returns in sentences, what they get though they should not
 */
export async function anonymousProblems(signedUrl: string, key: string): Promise<string[]> {
  const plain = new URL(signedUrl);
  plain.search = '';
  const problems: string[] = [];
  if (await isGiven(plain)) problems.push('anybody may read what is in the bucket, without a key');
  const top = new URL(plain.href.slice(0, plain.href.lastIndexOf(key)));
  const listings = LISTINGS.flatMap((query) =>
    foldersUpFrom(top).map((folder) => new URL(query, folder)),
  );
  const given = await Promise.all(listings.map(isGiven));
  if (given.some(Boolean)) problems.push('anybody may list what is in the bucket, without a key');
  return problems;
}

/** Where the bucket begins is not to be seen from an address: its prefix may stand in between. */
function foldersUpFrom(url: URL): URL[] {
  const names = url.pathname.split('/').filter(Boolean);
  return names
    .map((_, i) => new URL(`/${names.slice(0, i + 1).join('/')}/`, url))
    .concat(new URL('/', url));
}

/** A page in a stranger's words, with status 200, is no list. */
async function isGiven(url: URL): Promise<boolean> {
  const answer = await fetch(url, { redirect: 'manual' }).catch(() => null);
  if (!answer?.ok) return false;
  const text = (await answer.text()).slice(0, 2000);
  return url.search === ''
    ? text === 'hindsight'
    : /<(ListBucketResult|EnumerationResults)/.test(text);
}
