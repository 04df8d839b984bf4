import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { wholeFile } from '../whole-file.ts';
import { BucketAway, ObjectTooLarge } from './bucket.ts';
import { isMissing } from './failure.ts';

export interface Download {
  body: Readable;
  /** What the bucket says that it sends. */
  bytes?: number | undefined;
}

/**
 * One attempt to get an object into a file, which appears whole or not at all.
 * @param begin asks for it; its error is thrown, unless there is no such object
 * @returns false where there is none
 */
export async function download(
  begin: (signal: AbortSignal) => Promise<Download>,
  options: {
    file: string;
    idleMs: number;
    signal?: AbortSignal | undefined;
    /** Of more, nothing is kept. */
    mostBytes?: number | undefined;
  },
): Promise<boolean> {
  const { file, idleMs, signal, mostBytes = Number.POSITIVE_INFINITY } = options;
  const still = new AbortController();
  const either = signal ? AbortSignal.any([signal, still.signal]) : still.signal;
  const idle = setTimeout(() => still.abort(), idleMs);
  try {
    await wholeFile(file, async (part) => {
      const { body, bytes } = await begin(either);
      let got = 0;
      const count = async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          idle.refresh();
          got += chunk.length;
          if (got > mostBytes) throw new ObjectTooLarge(`more than ${mostBytes} bytes`);
          yield chunk;
        }
      };
      await pipeline(body, count, createWriteStream(part), { signal: either });
      if (bytes !== undefined && got !== bytes) {
        throw new BucketAway(`The bucket sent ${got} of ${bytes} bytes.`);
      }
    });
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  } finally {
    clearTimeout(idle);
  }
}
