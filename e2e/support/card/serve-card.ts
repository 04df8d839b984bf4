import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';

export interface CardOptions {
  /** 1 to 4: tells cards apart in picture, sound and title. */
  id?: number;
  /** Draws once a second and nothing moves. */
  still?: boolean;
  /** Draws at most so often, in animation frames; 30 unless told. */
  fps?: number;
  silent?: boolean;
}

export interface Card {
  url: string;
  /** The tab's title, for `openBrowser({ captureTitle })`. */
  title: string;
}

/** Serves the test card on loopback: a page that shows its own clock in the picture and beeps it in the sound. */
export async function serveCards(): Promise<{
  card(options?: CardOptions): Card;
  close(): Promise<void>;
}> {
  const server = createServer(async (request, response) => {
    const name = new URL(request.url ?? '/', 'http://card').pathname.slice(1);
    const page = await readPage(name).catch(() => null);
    if (!page) return response.writeHead(404).end();
    response.writeHead(200, { 'Content-Type': page.type }).end(page.text);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    card: ({ id = 1, still, fps, silent } = {}) => {
      const query = new URLSearchParams({ id: String(id) });
      if (still) query.set('still', '1');
      if (fps) query.set('fps', String(fps));
      if (silent) query.set('silent', '1');
      const url = `http://127.0.0.1:${port}/card.html?${query}`;
      return { url, title: `Hindsight test card ${id}` };
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function readPage(name: string): Promise<{ type: string; text: string }> {
  if (!['card.html', 'cells.ts', 'beeps.ts'].includes(name)) throw new Error(`no ${name}`);
  const text = await readFile(new URL(name, import.meta.url), 'utf8');
  if (name.endsWith('.html')) return { type: 'text/html; charset=utf-8', text };
  return { type: 'text/javascript', text: stripTypeScriptTypes(text) };
}
