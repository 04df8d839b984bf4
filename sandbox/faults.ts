import type { IncomingMessage } from 'node:http';
import { DiscordError } from './errors.ts';

/** A misbehaviour that was ordered for some of the bot's next requests. */
export interface Fault {
  /** Requests left that it hits. */
  times: number;
  /** `POST`, `PATCH` ...; absent: every method. */
  method?: string;
  /** Regular expression on the path without `/api/v10`; absent: every path. */
  path?: string;
  /** Only requests that carry a file. */
  withFile?: boolean;
  kind:
    | { status: number; code?: number; message?: string }
    | { retryAfter: number; global?: boolean }
    /** Cut the connection after that many bytes of the request's body. */
    | { cutAfter: number }
    /** Do what was asked, then lose the answer. */
    | { loseAnswer: true }
    /** Answer only after that many ms. */
    | { delay: number };
}

export type Faults = ReturnType<typeof createFaults>;

export function createFaults() {
  let waiting: Fault[] = [];

  return {
    list: () => waiting,
    /** @throws SyntaxError when the path is no regular expression */
    add(fault: Fault): void {
      new RegExp(fault.path ?? '');
      waiting.push({ ...fault });
    },

    clear: () => {
      waiting = [];
    },

    /** The fault for this request, if one was ordered; counts it as spent. */
    take(method: string, path: string, hasFile: boolean): Fault | undefined {
      const fault = waiting.find(
        (one) =>
          (!one.method || one.method === method) &&
          (!one.path || new RegExp(one.path).test(path)) &&
          (!one.withFile || hasFile),
      );
      if (!fault) return undefined;
      fault.times -= 1;
      waiting = waiting.filter((one) => one.times > 0);
      return fault;
    },
  };
}

/** Resolves once the connection has been cut, that many bytes into the request's body. */
export async function cutRequest(request: IncomingMessage, afterBytes: number): Promise<void> {
  const { socket } = request;
  let seen = 0;
  try {
    for await (const chunk of request) {
      seen += chunk.length;
      if (seen >= afterBytes) break;
    }
  } finally {
    socket.destroy();
  }
}

export function statusError(kind: { status: number; code?: number; message?: string }) {
  return new DiscordError(
    kind.status,
    kind.code ?? 0,
    kind.message ?? `${kind.status}: sandbox fault`,
  );
}
