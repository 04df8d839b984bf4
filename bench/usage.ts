import { readdir, readFile } from 'node:fs/promises';

/** What a process and all that it started use. */
export interface Usage {
  /** Seconds of CPU since their start, also of children that have ended. */
  cpuS: number;
  /** Resident now, megabytes; what several processes of one program map of its files, once. */
  memoryMb: number;
}

/** The kernel's clock tick is 10 ms and a page 4 KiB on every Linux that Node runs on. */
const TICKS_PER_S = 100;
const PAGES_PER_MB = 256;

export async function usageOf(pid: number): Promise<Usage> {
  const stats = new Map<number, Stat>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readStat(Number(name)).catch(() => null);
    if (stat) stats.set(Number(name), stat);
  }
  const usage = { cpuS: 0, memoryMb: 0 };
  const shared = new Map<string, number>();
  for (const [id, stat] of stats) {
    if (!descends(id, pid, stats)) continue;
    usage.cpuS += stat.ticks / TICKS_PER_S;
    usage.memoryMb += stat.ownPages / PAGES_PER_MB;
    shared.set(stat.name, Math.max(shared.get(stat.name) ?? 0, stat.filePages));
  }
  for (const pages of shared.values()) usage.memoryMb += pages / PAGES_PER_MB;
  return usage;
}

interface Stat {
  parent: number;
  ticks: number;
  name: string;
  ownPages: number;
  filePages: number;
}

async function readStat(pid: number): Promise<Stat> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The second field is a name in brackets that may have spaces in it.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const field = (number: number) => fields[number - 3] ?? 0;
  const statm = (await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ').map(Number);
  const [, resident = 0, filePages = 0] = statm;
  return {
    parent: field(4),
    ticks: field(14) + field(15) + field(16) + field(17),
    name: text.slice(text.indexOf('(') + 1, text.lastIndexOf(')')),
    ownPages: resident - filePages,
    filePages,
  };
}

function descends(pid: number, from: number, stats: Map<number, Stat>): boolean {
  for (let at: number | undefined = pid; at; at = stats.get(at)?.parent)
    if (at === from) return true;
  return false;
}
