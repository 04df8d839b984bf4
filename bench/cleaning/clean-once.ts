import { setTimeout as sleep } from 'node:timers/promises';
import { createLog } from '../../server/log.ts';
import { cleanSegments } from '../../server/segments/clean.ts';

/** One round of the cleaner in a process of its own. Tells what it took, on the word "begin". */
const { segmentsPath, windowMs } = JSON.parse(process.argv[2] ?? '') as {
  segmentsPath: string;
  windowMs: number;
};
process.once('message', async () => {
  await sleep(200);
  const before = process.cpuUsage();
  const beforeMb = process.resourceUsage().maxRSS / 1024;
  const options = { segmentsPath, windowMs, nowMs: Date.now(), log: createLog('warn') };
  const { deleted } = await cleanSegments(options);
  const { user, system } = process.cpuUsage(before);
  const peakMb = process.resourceUsage().maxRSS / 1024;
  process.send?.({ deleted, cpuS: (user + system) / 1e6, peakMb, grownMb: peakMb - beforeMb });
});
