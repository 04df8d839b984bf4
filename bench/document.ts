import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import type { Figure } from './figure.ts';

/** One bench of a run. */
export interface Measured {
  name: string;
  tookMs: number;
  /** Processes that wanted to run, over the minute before it began. */
  load: number;
  figures: Figure[];
}

/** A page in Markdown with the figures of one run and the machine that they are of. */
export function documented(run: Measured[]): string {
  const all = run.flatMap(({ figures }) => figures);
  const failed = all.filter(({ holds }) => holds === false).length;
  const aims = all.filter(({ aim }) => aim).length;
  return [
    '# Benchmarks',
    '',
    'One run of `npm run bench -- --write docs/benchmarks.md`, as it came out. What a figure costs is said by ratios within the run; milliseconds and cores are those of this machine.',
    '',
    ...machine().map((line) => `- ${line}`),
    `- ${aims - failed} of ${aims} aims hold.`,
    '',
    ...run.flatMap(section),
  ].join('\n');
}

function machine(): string[] {
  const [cpu] = cpus();
  return [
    `${new Date().toISOString().slice(0, 10)}, commit ${said('git', 'rev-parse', '--short', 'HEAD')}`,
    `${availableParallelism()} cores, ${cpu?.model.trim()}; ${Math.round(totalmem() / 2 ** 30)} GiB; ${said('uname', '-s')} ${release()}`,
    `Node ${process.versions.node}, ${said('ffmpeg', '-version').split(' Copyright')[0]}, ${said('redis-server', '--version').split(' sha')[0]}`,
  ];
}

function said(command: string, ...args: string[]): string {
  try {
    return execFileSync(command, args, { encoding: 'utf8' }).split('\n')[0]?.trim() ?? '';
  } catch {
    return `no ${command}`;
  }
}

function section({ name, tookMs, load, figures }: Measured): string[] {
  const row = ({ name: what, value, unit, aim, holds }: Figure) => {
    const kept = aim ? `${aim}: ${holds ? 'holds' : '**fails**'}` : '';
    return `| ${what} | ${Number(value.toPrecision(3))} ${unit} | ${kept} |`;
  };
  return [
    `## ${name}`,
    '',
    `${Math.round(tookMs / 1000)} s, load before it ${load.toFixed(1)}.`,
    '',
    '| | | aim |',
    '|---|---|---|',
    ...figures.map(row),
    '',
  ];
}
