import { request as ask, type IncomingMessage, type ServerResponse } from 'node:http';

/** What sits between does not wait for ever either, ms. */
const PATIENCE_MS = 10_000;

/**
 * Passes a request on to another server, and its answer back.
 * @param body of it
 * @throws Error when there was no answer; one that breaks off breaks off here, too
 */
export function passOn(
  origin: string,
  { method, url = '/', headers }: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const passed = ask(new URL(url, origin), { method, headers }, (answer) => {
      clearTimeout(late);
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.once('close', () => {
        if (!answer.complete) response.destroy();
        resolve();
      });
    });
    const late = setTimeout(() => passed.destroy(new Error('no answer in time')), PATIENCE_MS);
    passed.once('error', (error) => {
      clearTimeout(late);
      reject(error);
    });
    response.once('close', () => passed.destroy());
    passed.end(body);
  });
}
