import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Storage {
  /**
   * Writes as Egress does, which is not atomic: the file is there under its name before its content is, one
   * that is replaced is empty in between, and one for which there is no room stays as far as it got.
   * @param pause how long it can be read empty and then half-written, ms
   * @throws the error of the file system, with `path`
   */
  store(file: string, content: string | Buffer, pause?: Pause): Promise<void>;
  /** @returns bytes */
  storeCopy(file: string, from: string): Promise<number>;
}

export interface Pause {
  emptyMs: number;
  tornMs: number;
}

const SHORT: Pause = { emptyMs: 4, tornMs: 4 };

/** @param limit bytes that may be written in all; asked before each write */
export function createStorage(limit: () => number): Storage {
  let written = 0;

  const store: Storage['store'] = async (file, content, { emptyMs, tornMs } = SHORT) => {
    await mkdir(dirname(file), { recursive: true, mode: 0o755 });
    const bytes = Buffer.from(content);
    const handle = await open(file, 'w', 0o644);
    const write = async (part: Buffer) => {
      const room = Math.max(0, limit() - written);
      // Not handle.write: it may write less than all when the disk fills up.
      await handle.appendFile(part.subarray(0, room));
      written += part.length;
      if (part.length > room) throw Object.assign(new Error('no room'), { code: 'ENOSPC' });
    };
    try {
      const middle = bytes.length >> 1;
      await sleep(emptyMs);
      await write(bytes.subarray(0, middle));
      await sleep(tornMs);
      await write(bytes.subarray(middle));
    } catch (error) {
      // A handle's own errors don't know its path.
      throw Object.assign(error as Error, { syscall: 'write', path: file });
    } finally {
      await handle.close();
    }
  };

  return {
    store,
    async storeCopy(file, from) {
      const bytes = await readFile(from);
      await store(file, bytes);
      return bytes.length;
    },
  };
}
