import type { IncomingMessage, ServerResponse } from 'node:http';
import { TokenVerifier } from 'livekit-server-sdk';

const STATUS = {
  invalid_argument: 400,
  unauthenticated: 401,
  permission_denied: 403,
  not_found: 404,
  bad_route: 404,
  deadline_exceeded: 408,
  failed_precondition: 412,
  internal: 500,
  unavailable: 503,
};

/** An answer that is an error, in Twirp's form: `{"code": ..., "msg": ...}` under the status of its code. */
export class TwirpFault extends Error {
  override name = 'TwirpFault';
  readonly code: keyof typeof STATUS;

  constructor(code: keyof typeof STATUS, message: string) {
    super(message);
    this.code = code;
  }
}

export type Method = (request: unknown) => Promise<unknown>;

/** Answers `POST .../{method}` in JSON, from callers whose token may record rooms. */
export async function answerTwirp(
  request: IncomingMessage,
  response: ServerResponse,
  methods: Record<string, Method>,
  keys: { apiKey: string; apiSecret: string },
): Promise<void> {
  const send = (status: number, body: unknown) =>
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  try {
    await authorize(request, keys);
    const name = request.url?.split('/').at(-1) ?? '';
    const method = methods[name];
    if (!method) throw new TwirpFault('bad_route', `no handler for path "${request.url}"`);
    send(200, await method(await readJson(request)));
  } catch (error) {
    const fault = error instanceof TwirpFault ? error : new TwirpFault('internal', String(error));
    send(STATUS[fault.code], { code: fault.code, msg: fault.message });
  }
}

async function authorize(
  request: IncomingMessage,
  { apiKey, apiSecret }: { apiKey: string; apiSecret: string },
): Promise<void> {
  const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
  const claims = await new TokenVerifier(apiKey, apiSecret).verify(token).catch(() => {
    throw new TwirpFault('unauthenticated', 'invalid API key or token');
  });
  if (!claims.video?.roomRecord) {
    throw new TwirpFault('unauthenticated', 'permissions denied');
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString() || '{}');
}
