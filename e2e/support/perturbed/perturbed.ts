import { open } from 'node:fs/promises';

/** The clock and the disk of one program, as it sees them. */
export interface Perturbed {
  /** To start it with. */
  env: Record<string, string>;
  /** Its wall clock is so far ahead of the machine's from now on (behind: negative), ms. */
  setClock(aheadMs: number): Promise<void>;
  /** Each call to its disk takes so much longer from now on, ms. */
  setDisk(slowerMs: number): Promise<void>;
}

/**
 * @param options.library compiled from perturbed.c
 * @param options.file to tell it through
 * @param options.disk a folder on the disk that is meant; it has to be there when the program begins
 */
export async function perturbed(options: {
  library: string;
  file: string;
  disk: string;
}): Promise<Perturbed> {
  const { library, file, disk } = options;
  async function tell(place: number, value: number): Promise<void> {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(value));
    const told = await open(file, 'r+');
    await told.write(bytes, 0, bytes.length, place * bytes.length);
    await told.close();
  }
  const made = await open(file, 'w');
  await made.write(Buffer.alloc(16));
  await made.close();
  return {
    env: { LD_PRELOAD: library, PERTURBED: file, PERTURBED_DISK: disk },
    setClock: (aheadMs) => tell(0, aheadMs),
    setDisk: (slowerMs) => tell(1, slowerMs),
  };
}
