import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Writes as Egress does, which is not atomic: the file is there under its name before its content is, and one
 * that is replaced is empty in between.
 */
export async function store(file: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o755 });
  const bytes = Buffer.from(content);
  const handle = await open(file, 'w', 0o644);
  try {
    for (const part of halves(bytes)) {
      await sleep(4);
      await handle.write(part);
    }
  } finally {
    await handle.close();
  }
}

/** @returns bytes */
export async function storeCopy(file: string, from: string): Promise<number> {
  const bytes = await readFile(from);
  await store(file, bytes);
  return bytes.length;
}

function halves(bytes: Buffer): Buffer[] {
  const middle = bytes.length >> 1;
  return [bytes.subarray(0, middle), bytes.subarray(middle)];
}
