/** Text as it is compared: without case, accents and doubled spaces, so that "Émile" is found by "emile". */
export function fold(text: string): string {
  const bare = text.normalize('NFKD').replace(/\p{M}/gu, '');
  // Upper case, as ß has two letters there and a sigma only one.
  return bare.toUpperCase().replace(/\s+/g, ' ').trim();
}
