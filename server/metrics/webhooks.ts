import type { Figures } from './registry.ts';

/** What LiveKit reports. */
export function webhookFigures({ counter }: Figures) {
  const webhooks = counter(
    'webhooks_total',
    'Webhooks that came in: acted on, of a kind that means nothing here, or not from LiveKit.',
    ['event', 'outcome'],
  );
  return {
    /** @param event one of LiveKit's known names, else `other`: anybody may send any word */
    countWebhook: (event: string, outcome: 'accepted' | 'unknown' | 'refused') =>
      webhooks.inc({ event, outcome }),
  };
}
