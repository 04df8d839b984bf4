import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

const LOOK_EVERY_MS = 5;

/** What people put into a crontab. @returns what it took, as far as it was seen a moment before its end */
export async function findOnce(
  segmentsPath: string,
  olderThanMs: number,
): Promise<{ cpuS: number; peakMb: number }> {
  const minutes = Math.ceil(olderThanMs / 60_000);
  const args = [segmentsPath, '-name', 'segment_*.ts', '-mmin', `+${minutes}`, '-delete'];
  const find = spawn('find', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const took = { cpuS: 0, peakMb: 0 };
  const looking = setInterval(() => {
    try {
      const stat = readFileSync(`/proc/${find.pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      // Fields 14 and 15, of 10 ms.
      took.cpuS = (Number(fields[11]) + Number(fields[12])) / 100;
      const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${find.pid}/status`, 'utf8'));
      took.peakMb = Math.max(took.peakMb, Number(peak?.[1] ?? 0) / 1024);
    } catch {
      // It has ended.
    }
  }, LOOK_EVERY_MS);
  const [code] = await once(find, 'exit');
  clearInterval(looking);
  if (code !== 0) throw new Error(`find ended with ${code}`);
  return took;
}
