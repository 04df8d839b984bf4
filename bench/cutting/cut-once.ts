import { join } from 'node:path';
import { type CutOptions, cutClip } from '../../server/clips/cut.ts';
import { createLog } from '../../server/log.ts';
import { usageOf } from '../usage.ts';

export interface CutOrder extends Pick<CutOptions, 'segments' | 'fromMs' | 'toMs' | 'ffmpegPath'> {
  folder: string;
}

export interface Cost {
  cpuS: number;
  wallS: number;
  /** Of the process that cuts, its ffmpeg not counted. */
  peakMb: number;
}

/** Cuts once and writes what it cost, ffmpeg's CPU included: but not that Node starts, which no cut has to pay. */
const { folder, ...order } = JSON.parse(process.argv[2] ?? '') as CutOrder;
const outFile = join(folder, 'exact.mp4');
const before = await usageOf(process.pid);
const startedMs = performance.now();
await cutClip({ ...order, outFile, workDir: folder, log: createLog('warn') });
const wallS = (performance.now() - startedMs) / 1000;
const after = await usageOf(process.pid);
const peakMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(
  JSON.stringify({ cpuS: after.cpuS - before.cpuS, wallS, peakMb } satisfies Cost),
);
