import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createWebhookReader, type WebhookKey } from '../../server/livekit/webhooks.ts';

export interface WebhookTrap {
  url: string;
  /** The bodies that came, in order; one that isn't LiveKit's is the error it was refused with. */
  caught: {
    event?: string;
    egressInfo?: { egressId: string; status?: string };
    refused?: unknown;
  }[];
  close(): Promise<void>;
}

/** Takes webhooks and refuses what isn't signed with the key. */
export async function trapWebhooks(key: WebhookKey): Promise<WebhookTrap> {
  const read = createWebhookReader([key]);
  const caught: WebhookTrap['caught'] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    await read(body, request.headers.authorization).then(
      () => caught.push(JSON.parse(body.toString())),
      (refused) => caught.push({ refused }),
    );
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    caught,
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
