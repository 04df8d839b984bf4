import { readFile, stat } from 'node:fs/promises';
import { totalmem } from 'node:os';

export interface Limits {
  /** Bytes that the output file may come to. */
  outputBytes: number;
  /** Bytes that the process may hold in memory. */
  memoryBytes: number;
}

const LOOK_EVERY_MS = 200;
const MIB = 1024 * 1024;
/** Encoding 4K in many threads really takes 3 GiB, 720p in a few takes 300 MiB. */
const MEMORY = { least: 512 * MIB, most: 3072 * MIB };

/** For renders that name none: no clip comes near it, and half of the machine's (or container's) memory is left. */
export function usualLimits(): Limits {
  const ours = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  const memoryBytes = Math.max(MEMORY.least, Math.min(MEMORY.most, ours / 2));
  return { outputBytes: 4096 * MIB, memoryBytes };
}

/**
 * Looks several times a second whether a process goes beyond its limits. Memory is what really is held, the
 * highest it ever was, by /proc: where there is none (macOS, Windows), it is not limited. (`ulimit -v` counts
 * what is only reserved: a limit that spares a harmless ffmpeg with many threads stops no bad one.)
 * @param onBeyond gets the reason, at most once
 * @returns ends it
 */
export function watchLimits(
  pid: number,
  outputFile: string | null,
  limits: Limits,
  onBeyond: (reason: Error) => void,
): () => void {
  let timer: NodeJS.Timeout;
  let over = false;
  const look = async () => {
    const reason =
      (await memoryReason(pid, limits)) ??
      (outputFile ? await outputReason(outputFile, limits) : null);
    if (over) return;
    if (reason) onBeyond(reason);
    else timer = setTimeout(look, LOOK_EVERY_MS);
  };
  timer = setTimeout(look, LOOK_EVERY_MS);
  return () => {
    over = true;
    clearTimeout(timer);
  };
}

/** The same of what a process holds in memory alone. */
export const watchMemory = (pid: number, memoryBytes: number, onBeyond: (reason: Error) => void) =>
  watchLimits(pid, null, { memoryBytes, outputBytes: Number.POSITIVE_INFINITY }, onBeyond);

/** Also to be asked at the end: the last bytes come in one go. */
export async function outputReason(file: string, { outputBytes }: Limits): Promise<Error | null> {
  const size = await stat(file).then(
    (found) => (found.isFile() ? found.size : 0),
    () => 0,
  );
  if (size <= outputBytes) return null;
  return new Error(`it wrote ${mib(size)}, more than the ${mib(outputBytes)} that were allowed`);
}

async function memoryReason(pid: number, { memoryBytes }: Limits): Promise<Error | null> {
  const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');
  const held = Number(/^VmHWM:\s*(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  if (held <= memoryBytes) return null;
  return new Error(`it held ${mib(held)} of memory, more than the ${mib(memoryBytes)} allowed`);
}

const mib = (bytes: number) => `${(bytes / MIB).toFixed(1)} MiB`;
