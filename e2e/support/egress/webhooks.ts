import { createHash, randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import type { EgressInfo } from 'livekit-server-sdk';

export interface WebhookTarget {
  url: string;
  apiKey: string;
  apiSecret: string;
}

export type SendWebhook = (
  event: 'egress_started' | 'egress_updated' | 'egress_ended',
  info: EgressInfo,
) => void;

/** Posts signed events one after another, as LiveKit does; a receiver that fails misses them. */
export function webhookSender(target: WebhookTarget | undefined): SendWebhook {
  let queue = Promise.resolve();
  return (event, info) => {
    if (!target) return;
    // As it is now: it will have changed when its turn comes.
    const body = JSON.stringify({
      event,
      egressInfo: info.toJson(),
      id: `EV_${randomBytes(6).toString('hex')}`,
      createdAt: String(Math.floor(Date.now() / 1000)),
    });
    queue = queue.then(() => post(target, body)).catch(() => {});
  };
}

async function post({ url, apiKey, apiSecret }: WebhookTarget, body: string): Promise<void> {
  const sha256 = createHash('sha256').update(body).digest('base64');
  const authorization = await new SignJWT({ sha256 })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(apiKey)
    .setExpirationTime('5m')
    .sign(new TextEncoder().encode(apiSecret));
  await fetch(url, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/webhook+json' },
    body,
    signal: AbortSignal.timeout(5000),
  });
}
