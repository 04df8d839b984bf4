import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Finding } from '../../scripts/doctor/check.ts';

export interface Report {
  findings: Finding[];
  exitCode: number;
  /** The findings of that name, as one text: state, what it says, what to do. */
  on(name: string): string;
}

const DOCTOR = fileURLToPath(new URL('../../scripts/doctor.ts', import.meta.url));

/**
 * `npm run doctor -- --json` with these variables.
 * @param interruptAt Ctrl-C once it says that on its way
 * @throws Error with what it said when that is no report, unless it was interrupted
 */
export async function runDoctor(
  env: Record<string, string>,
  { interruptAt }: { interruptAt?: string } = {},
): Promise<Report> {
  const args = ['--disable-warning=ExperimentalWarning', DOCTOR, '--json'];
  const child = execFile(process.execPath, args, { env: { ...process.env, ...env } });
  let [out, err] = ['', ''];
  let interrupted = false;
  child.stdout?.on('data', (text) => {
    out += text;
  });
  child.stderr?.on('data', (text) => {
    err += text;
    // Once: the second time ends it where it stands.
    if (interruptAt && err.includes(interruptAt) && !interrupted)
      interrupted = child.kill('SIGINT');
  });
  const [exitCode] = await once(child, 'close');
  if (interruptAt && !out) out = '[]';
  if (!out) throw new Error(`the doctor ended with ${exitCode}: ${err}`);
  const findings = JSON.parse(out) as Finding[];
  const text = ({ state, says, todo = '' }: Finding) => `${state}: ${says} | ${todo}`;
  const on = (name: string) =>
    findings
      .filter((f) => f.name === name)
      .map(text)
      .join('\n');
  return { findings, exitCode, on };
}

export interface Changes {
  request?(method: string, body: string): string;
  answer?(method: string, body: string): string;
}

/** Somebody in between who reads everything to its end first, and passes no WebSockets on. */
export async function tamper(
  url: string,
  { request: ask = (_, body) => body, answer: tell = (_, body) => body }: Changes,
): Promise<{ url: string; close(): void }> {
  const pass = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const method = request.url?.split('/').at(-1) ?? '';
    if (request.headers.upgrade) return void response.writeHead(400).end();
    // Whoever asked may go before there is an answer.
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const target = url.replace(/^ws/, 'http');
    const { host, connection, 'content-length': length, ...headers } = request.headers;
    if (headers.origin) headers.origin = target;
    const body = ask(method, Buffer.concat(chunks).toString());
    const answer = await fetch(`${target}${request.url}`, {
      ...{ method: request.method ?? 'GET', headers: headers as Record<string, string> },
      ...(body && { body }),
      signal: gone.signal,
    });
    response.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? 'text/plain',
      'set-cookie': answer.headers.getSetCookie(),
    });
    response.end(tell(method, await answer.text()));
  };
  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
