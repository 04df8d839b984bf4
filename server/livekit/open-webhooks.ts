import type { Config } from '../config.ts';
import { createWebhookLog } from './webhook-log.ts';
import { createWebhookReader } from './webhooks.ts';

/** Reads what LiveKit sends, signed with its own key or one of those that are configured for that. */
export function openWebhooks(
  livekit: { apiKey: string; apiSecret: string },
  webhookKeys: Config['livekit']['webhookKeys'],
) {
  const webhookLog = createWebhookLog();
  const keys = [{ key: livekit.apiKey, secret: livekit.apiSecret }, ...webhookKeys];
  return { webhookLog, readWebhook: webhookLog.noting(createWebhookReader(keys)) };
}
