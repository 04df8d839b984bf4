import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with one request. */
export type Fault =
  /** Answered so, and never passed on. */
  | { status: number; code?: string; body?: string }
  /** The connection breaks after so many bytes of the request's body. */
  | { cutUpAfter: number }
  /** The connection breaks after so many bytes of the answer's body. */
  | { cutDownAfter: number }
  /** Nothing more comes after so many bytes of the answer's body. */
  | { stillAfter: number }
  /** Passed on, and then the connection breaks instead of an answer. */
  | 'answer lost'
  /** Passed on after so long, ms. */
  | { delayMs: number }
  /** Never answered. */
  | 'silence';

/** A way to an S3 server, for the tests, on which things go wrong as told. */
export interface BadLine {
  endpoint: string;
  /** Requests until now. */
  asked: { method: string; url: string }[];
  /** Asked of each request; undefined lets it pass. */
  fault: (asked: { method: string; url: string }, count: number) => Fault | undefined;
  stop(): Promise<void>;
}

export async function openBadLine(port: number): Promise<BadLine> {
  const server = createServer((incoming, answer) => {
    const { method = '', url = '' } = incoming;
    incoming.on('error', () => {});
    line.asked.push({ method, url });
    const fault = line.fault({ method, url }, line.asked.length);
    if (fault === 'silence') incoming.resume();
    else if (fault && typeof fault === 'object' && 'status' in fault)
      refuse(incoming, answer, fault);
    else if (fault && typeof fault === 'object' && 'cutUpAfter' in fault) cutUp(incoming, fault);
    else if (fault && typeof fault === 'object' && 'delayMs' in fault)
      setTimeout(() => pass(port, incoming, answer, undefined), fault.delayMs);
    else pass(port, incoming, answer, fault);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const line: BadLine = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    fault: () => undefined,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return line;
}

function refuse(
  incoming: IncomingMessage,
  answer: ServerResponse,
  { status, code = '', body }: { status: number; code?: string; body?: string },
): void {
  incoming.resume();
  incoming.once('end', () => {
    answer.writeHead(status, { 'content-type': 'application/xml' });
    answer.end(body ?? `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);
  });
}

function cutUp(incoming: IncomingMessage, { cutUpAfter }: { cutUpAfter: number }): void {
  let got = 0;
  incoming.on('data', (chunk: Buffer) => {
    got += chunk.length;
    if (got >= cutUpAfter) incoming.socket.resetAndDestroy();
  });
}

function pass(
  port: number,
  incoming: IncomingMessage,
  answer: ServerResponse,
  fault: { cutDownAfter: number } | { stillAfter: number } | 'answer lost' | undefined,
): void {
  const { method, url: path, headers } = incoming;
  const onward = request({ host: '127.0.0.1', port, method, path, headers }, (reply) => {
    reply.once('close', () => reply.complete || answer.destroy());
    if (fault === 'answer lost') {
      reply.resume();
      reply.once('end', () => incoming.socket.resetAndDestroy());
      return;
    }
    answer.writeHead(reply.statusCode ?? 502, reply.headers);
    if (!fault) return void reply.pipe(answer);
    const most = 'cutDownAfter' in fault ? fault.cutDownAfter : fault.stillAfter;
    let sent = 0;
    reply.on('data', (chunk: Buffer) => {
      const part = chunk.subarray(0, Math.max(0, most - sent));
      sent += part.length;
      answer.write(part, () => {
        if (sent >= most && 'cutDownAfter' in fault) answer.socket?.resetAndDestroy();
      });
    });
  });
  onward.on('error', () => incoming.socket.destroy());
  incoming.pipe(onward);
}
