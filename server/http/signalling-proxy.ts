import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { createProxyServer } from 'http-proxy-3';
import type { Log } from '../log.ts';

/** Where LiveKit's signalling is found on our own origin. */
export const SIGNALLING_PATH = '/livekit';
/** `/rtc`, `/rtc/validate`, `/rtc/v1`: nothing that a proxy or a server could read as a way up to something else. */
const SIGNALLING = new RegExp(`^${SIGNALLING_PATH}(/rtc(?:/\\w+)*/?(?:\\?[^#]*)?)$`);

/**
 * A LiveKit without TLS is on our side of the proxy, where browsers can't reach it (and a page that
 * came by HTTPS may not open ws:), so its signalling goes through us.
 */
export function proxiesLivekit(livekitUrl: string): boolean {
  return /^(ws|http):/.test(livekitUrl);
}

/**
 * Passes `/livekit/rtc...` on to LiveKit: signalling only, never its administration.
 * @returns a request handler for everything else to go through first: true when it was taken
 */
export function proxySignalling(server: Server, livekitUrl: string, log: Log) {
  const target = livekitUrl.replace(/^ws/, 'http');
  const proxy = createProxyServer({ target, changeOrigin: true });
  proxy.on('error', (err, _request, response) => {
    log.warn({ err }, 'LiveKit did not answer');
    if ('writeHead' in response && !response.headersSent) {
      response.writeHead(502, { 'Content-Type': 'text/plain' });
    }
    response.end();
  });

  const isSignalling = (request: IncomingMessage) => {
    const [, url] = SIGNALLING.exec(request.url ?? '') ?? [];
    if (url === undefined) return false;
    request.url = url;
    // Who signed in with us is nothing that LiveKit has to know: its own tokens are in the address.
    delete request.headers.cookie;
    return true;
  };

  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    if (isSignalling(request)) proxy.ws(request, socket, head);
    else socket.destroy();
  });

  return (request: IncomingMessage, response: ServerResponse): boolean => {
    if (!isSignalling(request)) return false;
    proxy.web(request, response);
    return true;
  };
}
