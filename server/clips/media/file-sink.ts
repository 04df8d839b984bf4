import { type FileHandle, open } from 'node:fs/promises';
import type { StreamTargetChunk } from 'mediabunny';

/** Written at a time; held in memory until then. */
const GATHERED_BYTES = 1024 * 1024;

/**
 * Writes pieces to a file, gathered in the same memory over and over. mediabunny's own target allocates every megabyte
 * anew, so that what waits for the collector grows with the file.
 */
export function fileSink(file: string): WritableStream<StreamTargetChunk> {
  const gathered = Buffer.allocUnsafeSlow(GATHERED_BYTES);
  let handle: FileHandle;
  /** Where in the file `gathered` belongs, and how much of it is filled. */
  let position = 0;
  let length = 0;

  async function flush(): Promise<void> {
    for (let from = 0; from < length; ) {
      from += (await handle.write(gathered, from, length - from, position + from)).bytesWritten;
    }
    position += length;
    length = 0;
  }

  async function gather(data: Uint8Array, at: number): Promise<void> {
    if (at !== position + length) {
      await flush();
      position = at;
    }
    for (let from = 0; from < data.length; ) {
      const part = data.subarray(from, from + GATHERED_BYTES - length);
      gathered.set(part, length);
      length += part.length;
      from += part.length;
      if (length === GATHERED_BYTES) await flush();
    }
  }

  /** A stream that has failed is never closed. */
  async function orClose(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  return new WritableStream({
    async start() {
      handle = await open(file, 'w');
    },
    write: ({ data, position: at }) => orClose(gather(data, at)),
    async close() {
      await orClose(flush());
      await handle.close();
    },
    abort: () => handle.close(),
  });
}
