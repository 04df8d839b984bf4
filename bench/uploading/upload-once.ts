import { resourceUsage } from 'node:process';
import { REST, Routes } from 'discord.js';
import { createInvalidRequests } from '../../bot/invalid-requests.ts';
import { restOptions } from '../../bot/rest.ts';
import { messageBody } from '../../bot/upload.ts';
import { createLog } from '../../server/log.ts';

/** One upload as the bot makes it. */
export interface UploadOrder {
  apiUrl: string;
  token: string;
  channelId: string;
  path: string;
}

/** What came of it; sizes in bytes. */
export interface Uploaded {
  /** As Discord tells it. */
  size: number;
  peakRss: number;
}

/** A process of its own: a peak can't be taken back. */
const order = JSON.parse(process.argv[2] ?? '') as UploadOrder;
process.on('disconnect', () => process.exit(0));
process.once('message', async () => {
  const invalid = createInvalidRequests(createLog('silent'));
  const rest = new REST(restOptions(invalid, order.apiUrl)).setToken(order.token);
  const body = await messageBody({ content: '' }, { name: 'clip.mp4', path: order.path });
  const sent = await rest.post(Routes.channelMessages(order.channelId), body);
  const { attachments } = sent as { attachments: { size: number }[] };
  const size = attachments[0]?.size ?? 0;
  process.send?.({ size, peakRss: resourceUsage().maxRSS * 1024 } satisfies Uploaded);
});
