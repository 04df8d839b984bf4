import { truncate } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import type { Body } from './body.ts';
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
    /** 429 to come back after so many seconds; `shared` unless said otherwise. */
    | { retryAfter: number; global?: boolean; scope?: 'user' | 'shared' }
    /** 429 of Cloudflare in front of Discord: a page, without a word about scope or route. */
    | { cloudflare: { retryAfter?: number } }
    /** Cut the connection after that many bytes of the request's body. */
    | { cutAfter: number }
    /** Read no more after that many bytes of the request's body, and say nothing. */
    | { stallAfter: number }
    /** Keep only so many bytes of each file, and answer as if nothing were wrong. */
    | { truncateTo: number }
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

/** Resolves once the other side has given up. */
export async function stallRequest(request: IncomingMessage, afterBytes: number): Promise<void> {
  let seen = 0;
  request.on('data', (chunk: Buffer) => {
    seen += chunk.length;
    if (seen >= afterBytes) request.pause();
  });
  await new Promise((resolve) => request.socket.once('close', resolve));
}

/** Cuts what came with a request down to so many bytes a file. */
export async function truncateFiles({ files }: Body, bytes: number): Promise<void> {
  for (const file of files) {
    await truncate(file.path, bytes);
    file.size = bytes;
  }
}

export function statusError(kind: { status: number; code?: number; message?: string }) {
  return new DiscordError(
    kind.status,
    kind.code ?? 0,
    kind.message ?? `${kind.status}: sandbox fault`,
  );
}
