import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { until } from '../until.ts';

/** Somebody's pages that listen: plain sockets, as many as are asked for. */
export interface OpenPages {
  /** How many of a person's have heard that an order of theirs has ended so. */
  heard(userId: string, orderId: string, state: string): number;
  /** How many are open. */
  open(): number;
  close(): void;
}

export interface Listener {
  userId: string;
  cookie: string;
  /** How many of their pages read what they are told, and how many do not. */
  reading: number;
  dead: number;
}

const MOST_CONNECTING = 50;

/** Resolves when all are connected and have been told so. */
export async function openPages(url: string, listeners: Listener[]): Promise<OpenPages> {
  const requests = new Set<ClientRequest>();
  /** By `{userId} {orderId} {state}`. */
  const heard = new Map<string, number>();
  let ready = 0;

  function read(response: IncomingMessage, userId: string): void {
    let text = '';
    response.setEncoding('utf8').on('data', (chunk) => {
      text += chunk;
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) take(event, userId);
    });
  }

  function take(event: string, userId: string): void {
    if (event.startsWith('event: READY')) ready += 1;
    const [, data] = /^event: CLIP_PROGRESS\n(?:id: .*\n)?data: (.*)$/.exec(event) ?? [];
    if (!data) return;
    const { id, state } = JSON.parse(data) as { id: string; state: string };
    const key = `${userId} ${id} ${state}`;
    heard.set(key, (heard.get(key) ?? 0) + 1);
  }

  function open({ userId, cookie }: Listener, isDead: boolean): void {
    const headers = { Cookie: cookie };
    const request = get(`${url}/api/events`, { headers, agent: false }, (response) => {
      response.on('error', () => {});
      if (response.statusCode !== 200) throw new Error(`a page got ${response.statusCode}`);
      if (!isDead) return read(response, userId);
      ready += 1;
      response.pause();
      response.socket.pause();
    });
    requests.add(request);
    request.on('error', () => {}).once('close', () => requests.delete(request));
  }

  let asked = 0;
  for (const listener of listeners) {
    for (let i = 0; i < listener.reading + listener.dead; i += 1) {
      open(listener, i >= listener.reading);
      asked += 1;
      await until('some have connected', () => asked - ready < MOST_CONNECTING, { everyMs: 10 });
    }
  }
  await until('all pages are connected', () => ready === asked, { timeoutMs: 60_000 });
  return {
    heard: (userId, orderId, state) => heard.get(`${userId} ${orderId} ${state}`) ?? 0,
    open: () => requests.size,
    close() {
      for (const request of requests) request.destroy();
    },
  };
}
