import { InteractionResponseType } from 'discord.js';
import type { LoggedRequest } from '../../sandbox/requests.ts';

/** Something that holds for each request of the bot. @returns what is wrong, in words; [] where nothing is */
export type Rule = (request: LoggedRequest) => string[];

type Json = Record<string, any>;

const MESSAGES = /^\/(channels\/\d+|webhooks\/\d+\/[^/]+)(\/messages(\/[^/]+)?)?$/;
const CALLBACK = /^\/interactions\/\d+\/[^/]+\/callback$/;
/** A form and a list of choices are no messages. */
const NO_MESSAGES: unknown[] = [
  InteractionResponseType.Modal,
  InteractionResponseType.ApplicationCommandAutocompleteResult,
];

/** The message that a request writes or changes; undefined where it does not. */
export function messageIn({ method, path, body }: LoggedRequest): Json | undefined {
  if (method === 'GET' || method === 'DELETE') return undefined;
  const json = (body ?? {}) as Json;
  if (MESSAGES.test(path)) return json;
  return CALLBACK.test(path) && !NO_MESSAGES.includes(json.type) ? (json.data ?? {}) : undefined;
}

/** Every object within a request's body, the outermost first. */
export function* objectsIn(value: unknown): Generator<Json> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value;
  for (const inner of Object.values(value)) yield* objectsIn(inner);
}

/** For the list of what is wrong: without tokens, which nobody can tell apart. */
export function nameOf({ method, path, answers }: LoggedRequest): string {
  const short = path.replace(/[\w-]{40,}/g, 'TOKEN');
  return `${method} ${short}${answers === undefined ? '' : ` (${answers})`}`;
}
