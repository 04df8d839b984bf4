import { freeTcpPort } from '../../server/livekit/ports.ts';
import { type Cable, layCable } from './cable.ts';
import { closable, type OnClose } from './closable.ts';
import { startTestEgress, type TestEgress, type TestEgressOptions } from './egress/test-egress.ts';
import { type Product, startProduct } from './hindsight.ts';
import { startLivekit, type TestLivekit } from './livekit.ts';

export interface ProductOnEgressOptions {
  egress?: Omit<TestEgressOptions, 'livekit' | 'webhook'>;
  env?: Record<string, string>;
}

/** The whole product with RECORDER=egress, on a LiveKit and the stand-in for Egress. */
export interface ProductOnEgress {
  livekit: TestLivekit;
  egress: TestEgress;
  product: Product;
  /** Carries LiveKit's webhooks to the product, and Egress's. */
  webhookCable: Cable;
  close(): Promise<void>;
}

export function startProductOnEgress(
  options: ProductOnEgressOptions = {},
): Promise<ProductOnEgress> {
  return closable((onClose) => start(options, onClose));
}

async function start(options: ProductOnEgressOptions, onClose: OnClose) {
  const port = await freeTcpPort();
  const webhookCable = await layCable({ port });
  onClose(webhookCable.close);
  const webhookUrl = `http://127.0.0.1:${webhookCable.port}/api/livekit/webhook`;
  const livekit = await startLivekit({ webhookUrl });
  onClose(livekit.close);
  const webhook = { ...livekit, url: webhookUrl };
  const egress = await startTestEgress({ ...options.egress, livekit, webhook });
  onClose(egress.close);
  const product = await startProduct({
    PORT: String(port),
    RECORDER: 'egress',
    LIVEKIT_URL: egress.url,
    LIVEKIT_API_KEY: livekit.apiKey,
    LIVEKIT_API_SECRET: livekit.apiSecret,
    ...options.env,
  });
  onClose(product.close);
  return { livekit, egress, product, webhookCable };
}
