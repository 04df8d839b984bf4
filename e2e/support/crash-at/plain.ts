const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
/** LiveKit's names for tracks, rooms and recordings; what mkdtemp makes. */
const RANDOM = /\b(TR|RM|EM)_\w+|(?<=cut-)\w{6}/g;
const KEY = /[A-Za-z0-9_-]{21,}/g;

/** A text without what differs each time: ids, moments, lengths, languages and random keys become `#`. */
export function plain(text: string): string {
  return text
    .replace(RANDOM, '#')
    .replace(UUID, '#')
    .replace(KEY, (word) => (/\d|[A-Z]/.test(word) ? '#' : word))
    .replace(/(?<="durationMs":)\d+/g, '#')
    .replace(/^\{"value":"(de|en)"\}$/, '#')
    .replace(/\d{5,}/g, '#');
}

/** Of a name also the small numbers. */
export function plainName(name: string): string {
  return plain(name).replace(/(?<![A-Za-z])\d+/g, '#');
}
