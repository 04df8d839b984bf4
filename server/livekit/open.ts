import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { findLivekitServer } from './find.ts';
import { startLivekitServer } from './server.ts';

/** The LiveKit that is configured, or one of our own. */
export async function openLivekit(config: Config, ownUrl: string, log: Log) {
  const { url, apiKey = '', apiSecret = '', serverBin, nodeIp, mediaPorts: ports } = config.livekit;
  if (url) return { url, apiKey, apiSecret, close: async () => {} };
  const bin = findLivekitServer(serverBin);
  const webhookUrl = `${ownUrl}/api/livekit/webhook`;
  return startLivekitServer({ bin, nodeIp, ports, webhookUrl, log });
}
