import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SignJWT } from 'jose';
import type { EgressInfo } from 'livekit-server-sdk';

export interface WebhookTarget {
  url: string;
  apiKey: string;
  apiSecret: string;
}

export type EgressEvent = 'egress_started' | 'egress_updated' | 'egress_ended';

export interface Webhook {
  event: EgressEvent;
  egressId: string;
  /** JSON, to be signed when it is sent. */
  body: string;
}

export interface WebhookFaults {
  /** How often each is sent: 0 loses it, 2 doubles it. */
  copies: number;
  /** From the event to its webhook, ms. */
  delayMs: number;
  /** `egress_started` comes after the first `egress_updated`. */
  startedLate: boolean;
}

export interface Webhooks {
  faults: WebhookFaults;
  send(event: EgressEvent, info: EgressInfo): void;
  /** From now on none is sent before `release`. */
  hold(): void;
  /**
   * Sends what was held, and from now on at once.
   * @param reorder what to send of it, in which order: what is left out is lost
   */
  release(reorder?: (held: Webhook[]) => Webhook[]): Promise<void>;
}

/** Posts signed events one after another, as LiveKit does; a receiver that fails misses them. */
export function createWebhooks(target: WebhookTarget | undefined): Webhooks {
  const faults: WebhookFaults = { copies: 1, delayMs: 0, startedLate: false };
  let queue = Promise.resolve();
  let held: Webhook[] | null = null;
  const late = new Map<string, Webhook>();

  const enqueue = (webhook: Webhook) => {
    const { copies, delayMs } = faults;
    const due = sleep(delayMs, undefined, { ref: false });
    for (let i = 0; target && i < copies; i++) {
      queue = queue
        .then(() => due)
        .then(() => post(target, webhook.body))
        .catch(() => {});
    }
  };
  const pass = (webhook: Webhook) => (held ? void held.push(webhook) : enqueue(webhook));

  return {
    faults,
    send(event, info) {
      const { egressId } = info;
      // As it is now: it will have changed when its turn comes.
      const body = JSON.stringify({
        event,
        egressInfo: info.toJson(),
        id: `EV_${randomBytes(6).toString('hex')}`,
        createdAt: String(Math.floor(Date.now() / 1000)),
      });
      const webhook = { event, egressId, body };
      if (event === 'egress_started' && faults.startedLate) {
        late.set(egressId, webhook);
        return;
      }
      pass(webhook);
      const started = late.get(egressId);
      if (started && late.delete(egressId)) pass(started);
    },
    hold() {
      held ??= [];
    },
    async release(reorder = (all) => all) {
      const all = held ?? [];
      held = null;
      for (const webhook of reorder(all)) enqueue(webhook);
      await queue;
    },
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
