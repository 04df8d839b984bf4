import { DefaultRestOptions, type RESTOptions } from 'discord.js';
import { type Urgency, urgencyHere } from '../server/urgency.ts';
import type { InvalidRequests } from './invalid-requests.ts';

type Send = RESTOptions['makeRequest'];
type Init = Parameters<Send>[1];
type Answer = Awaited<ReturnType<Send>>;

/** What a request may take, ms, and how fast a file has to go at the least, bytes a ms. */
const TIMES = { quickMs: 15_000, uploadMs: 30_000, bytesPerMs: (128 * 1024) / 1000 };
/** Longer waits than this, for a limit of Discord, nobody is let wait for: it goes another way, or is told, ms. */
const MOST_WAIT_MS = 60_000;
/** An interaction is void after three seconds, ms. */
const MOST_WAIT_TO_ANSWER_MS = 2500;
/** Where a 429 does not say when to come back, s. */
const UNTOLD_WAIT_S = 30;
/** discord.js keeps a queue for each interaction that it answers, for an hour unless told otherwise, ms. */
const SWEEP_QUEUES_MS = 5000;
/** discord.js has one time for all requests: ours are shorter, and this one never counts, ms. */
const NEVER_MS = 2 ** 31 - 1;

/**
 * How discord.js talks to Discord: it queues by Discord's limits and waits as it is told to, tries again what broke off
 * or took too long (three times), and we say how long that is, what is not asked near a ban, and when not to wait.
 * @param apiUrl undefined: the real Discord
 */
export function restOptions(
  invalid: InvalidRequests,
  apiUrl?: string,
  { times = TIMES, mostWaitMs = MOST_WAIT_MS } = {},
): Partial<RESTOptions> {
  return {
    ...(apiUrl && { api: apiUrl }),
    timeout: NEVER_MS,
    handlerSweepInterval: SWEEP_QUEUES_MS,
    invalidRequestWarningInterval: 1,
    rejectOnRateLimit: ({ route, retryAfter }) =>
      retryAfter > (route.startsWith('/interactions/') ? MOST_WAIT_TO_ANSWER_MS : mostWaitMs),
    async makeRequest(url, init) {
      invalid.need(urgencyOf(new URL(url).pathname, init));
      const response = await inTime(url, init, times);
      if (response.status === 401 && isAuthorized(init)) invalid.refuseToken();
      return response.status === 429 ? limited(response) : response;
    },
  };
}

/** What was not said: what people wait for, and what they come by, always matters; looking up does little. */
function urgencyOf(path: string, { method }: Init): Urgency {
  const said = urgencyHere();
  if (said) return said;
  if (/^(\/api)?\/v\d+\/(interactions|webhooks|gateway)\b/.test(path)) return 'order';
  return method === 'GET' ? 'nice' : 'duty';
}

const isAuthorized = ({ headers }: Init) =>
  headers !== undefined && headers !== null && 'Authorization' in headers;

/** Discord says it as a limit, but waiting and sending a file again for it is in vain. */
const WORN_OUT = 30046;

async function limited(response: Answer): Promise<Answer> {
  const text = await response.text();
  const { code } = JSON.parse(text.startsWith('{') ? text : '{}') as { code?: number };
  const headers = new Headers([...response.headers]);
  const status = code === WORN_OUT ? 400 : response.status;
  if (status === 429) tellScope(headers);
  // Node and undici describe one and the same class a little differently.
  return new Response(text, { status, headers }) as unknown as Answer;
}

/** One that Cloudflare gives counts for the whole address. Without a time discord.js would try again at once. */
function tellScope(headers: Headers): void {
  if (!headers.has('X-RateLimit-Scope')) headers.set('X-RateLimit-Global', 'true');
  if (!headers.has('Retry-After')) headers.set('Retry-After', String(UNTOLD_WAIT_S));
}

/** @throws an AbortError when it takes too long, which discord.js takes as a reason to try again */
async function inTime(url: string, init: Init, times: typeof TIMES): Promise<Answer> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeFor(init.body, times));
  const signal = AbortSignal.any([late.signal, ...(init.signal ? [init.signal] : [])]);
  // Of undici: it has five minutes for whatever comes before an answer.
  const options = { ...init, signal, headersTimeout: 0, bodyTimeout: times.quickMs };
  try {
    return await DefaultRestOptions.makeRequest(url, options);
  } finally {
    clearTimeout(timer);
  }
}

function timeFor(body: Init['body'], { quickMs, uploadMs, bytesPerMs }: typeof TIMES): number {
  return body instanceof FormData ? uploadMs + bytesOf(body) / bytesPerMs : quickMs;
}

function bytesOf(form: FormData): number {
  const parts = [...form.values()];
  return parts.reduce((sum, one) => sum + (typeof one === 'string' ? one.length : one.size), 0);
}
