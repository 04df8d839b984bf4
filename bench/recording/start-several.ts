import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { startChild } from '../child.ts';
import type { SeveralOrder } from './several.ts';

/** Starts the recorder of several.ts, and reads what it logs. @param prefix as of startChild */
export function startSeveral({ livekit, ffmpegPath }: SeveralOrder, prefix: string[] = []) {
  const { url, apiKey, apiSecret } = livekit;
  const order = { livekit: { url, apiKey, apiSecret }, ffmpegPath };
  const child = startChild('recording/several.ts', order, prefix);
  /** Packets of recordings that are over, and what was warned of. */
  const told = { lost: 0, complaints: [] as string[] };
  createInterface({ input: child.stdout as Readable }).on('line', (line) => {
    told.lost += Number(/"packetsLost":(\d+)/.exec(line)?.[1] ?? 0);
    if (/"level":(40|50)/.test(line)) told.complaints.push(line);
  });
  return { child, told };
}
