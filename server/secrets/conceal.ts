/** What stands in the place of a secret. */
const MASK = '[secret]';
/** Shorter ones guard nothing, and their letters stand in every other word. */
const SHORTEST = 6;

/** In all forms in which they could be met, longest first. */
let known: string[] = [];

/** What stands in addresses and lets its reader act for somebody: interaction tokens, our links, LiveKit's tokens. */
const SHAPES = [
  /(?<=\/(?:webhooks|interactions)\/\d+\/)[\w.%-]+/g,
  /(?<=#link=)[\w-]+/g,
  /(?<=access_token=)[\w.-]+/g,
  // Signed tokens, ours and LiveKit's, wherever they stand.
  /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g,
  // Signed addresses: ours, Azure's and Amazon's.
  /(?<=[?&](?:sig|X-Amz-Signature|X-Amz-Security-Token)=)[\w.%+/=-]+/gi,
  // Passwords in addresses.
  /(?<=:\/\/[^\s/:@"]*:)[^\s/@"]+(?=@)/g,
  // Headers of what a library has sent.
  /(?<=authorization\W{1,8}(?:Bot|Bearer|Basic) )[^\s"'\\]+/gi,
];

/** From now on none of these stands in what `conceal` lets through. */
export function keepSecret(...values: (string | undefined)[]): void {
  const worth = values.filter((value) => value !== undefined && value.length >= SHORTEST);
  const forms = new Set([...known, ...worth.flatMap((value) => formsOf(value as string))]);
  known = [...forms].toSorted((a, b) => b.length - a.length);
}

/** For a thread, which has to be told them anew. */
export const keptSecrets = (): string[] => known;

/** A text without the secrets that this process knows, and without whatever looks like one. */
export function conceal(text: string): string {
  const without = known.reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
  return SHAPES.reduce((masked, shape) => masked.replace(shape, MASK), without);
}

/** As it is, within JSON, and within an address. */
function formsOf(secret: string): string[] {
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
}
