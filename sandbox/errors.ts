/** What Discord answers, by its own error code: HTTP status and words. */
const KNOWN = {
  10002: [404, 'Unknown Application'],
  10003: [404, 'Unknown Channel'],
  10004: [404, 'Unknown Guild'],
  10007: [404, 'Unknown Member'],
  10008: [404, 'Unknown Message'],
  10013: [404, 'Unknown User'],
  10015: [404, 'Unknown Webhook'],
  10062: [404, 'Unknown interaction'],
  10063: [404, 'Unknown application command'],
  30046: [429, 'Maximum number of edits to messages older than 1 hour reached. Try again later'],
  40003: [403, 'You are opening direct messages too fast'],
  40005: [413, 'Request entity too large'],
  40058: [400, 'You cannot send messages in a forum channel'],
  40060: [400, 'Interaction has already been acknowledged.'],
  40094: [400, 'This interaction has hit the maximum number of follow up messages'],
  50001: [403, 'Missing Access'],
  50005: [403, 'Cannot edit a message authored by another user'],
  50006: [400, 'Cannot send an empty message'],
  50007: [403, 'Cannot send messages to this user'],
  50008: [400, 'Cannot send messages in a non-text channel'],
  50013: [403, 'Missing Permissions'],
  50027: [401, 'Invalid Webhook Token'],
  50045: [413, 'File uploaded exceeds the maximum size'],
  50083: [400, 'Thread is archived'],
  50109: [400, 'The request body contains invalid JSON.'],
  50278: [403, 'Cannot send messages to this user due to having no mutual guilds'],
  160002: [400, 'Cannot reply without permission to read message history'],
  160005: [403, 'Thread is locked'],
  200000: [400, 'Message was blocked by automatic moderation'],
} as const satisfies Record<number, readonly [number, string]>;

export type KnownCode = keyof typeof KNOWN;

/** An answer of Discord that is not a success; `body` is what goes over the wire. */
export class DiscordError extends Error {
  override name = 'DiscordError';
  readonly status: number;
  readonly body: { code: number; message: string; errors?: ErrorTree };

  constructor(status: number, code: number, message: string, errors?: ErrorTree) {
    super(message);
    this.status = status;
    this.body = { message, code, ...(errors && { errors }) };
  }
}

export function discordError(code: KnownCode): DiscordError {
  const [status, message] = KNOWN[code];
  return new DiscordError(status, code, message);
}

/** One that is ordered for the next requests, as Discord answers it. */
export function errorFault(code: KnownCode) {
  const [status, message] = KNOWN[code];
  return { status, code, message };
}

export const unauthorized = () => new DiscordError(401, 0, '401: Unauthorized');
export const notFound = () => new DiscordError(404, 0, '404: Not Found');

type Leaf = { code: string; message: string };
export type ErrorTree = { [key: string]: ErrorTree | Leaf[] };

/** Gathers what is wrong with a request's body, then throws Discord's 50035 with the tree. */
export class Problems {
  #tree: ErrorTree = {};
  #any = false;

  /** @param path e.g. ['embeds', 0, 'title'] */
  add(path: readonly (string | number)[], code: string, message: string): void {
    this.#any = true;
    let node = this.#tree;
    for (const key of path) {
      node[key] ??= {};
      node = node[key] as ErrorTree;
    }
    const leaves = (node._errors ?? []) as Leaf[];
    node._errors = [...leaves, { code, message }];
  }

  required(path: readonly (string | number)[]): void {
    this.add(path, 'BASE_TYPE_REQUIRED', 'This field is required');
  }

  choice(path: readonly (string | number)[], allowed: readonly unknown[]): void {
    this.add(path, 'BASE_TYPE_CHOICES', `Value must be one of {${allowed.join(', ')}}.`);
  }

  /** Checks a text's length in characters. */
  length(path: readonly (string | number)[], value: unknown, min: number, max: number): void {
    if (typeof value !== 'string') {
      if (value === undefined || value === null) {
        if (min > 0) this.required(path);
      } else this.add(path, 'STRING_TYPE_CONVERT', `Could not interpret "${value}" as string.`);
      return;
    }
    const size = [...value].length;
    if (size < min && size === 0) this.required(path);
    else if (size < min || size > max) {
      const words =
        min > 0
          ? `Must be between ${min} and ${max} in length.`
          : `Must be ${max} or fewer in length.`;
      this.add(path, min > 0 ? 'BASE_TYPE_BAD_LENGTH' : 'BASE_TYPE_MAX_LENGTH', words);
    }
  }

  /** Checks a number, where there is one. */
  range(path: readonly (string | number)[], value: unknown, min: number, max: number): void {
    if (value === undefined || (Number(value) >= min && Number(value) <= max)) return;
    const code = Number(value) < min ? 'NUMBER_TYPE_MIN' : 'NUMBER_TYPE_MAX';
    this.add(path, code, `int value should be between ${min} and ${max}.`);
  }

  /** Checks how many entries a list has. */
  count(path: readonly (string | number)[], list: unknown, min: number, max: number): void {
    const size = Array.isArray(list) ? list.length : 0;
    if (size >= min && size <= max) return;
    this.add(path, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`);
  }

  throwIfAny(): void {
    if (this.#any) throw new DiscordError(400, 50035, 'Invalid Form Body', this.#tree);
  }
}
