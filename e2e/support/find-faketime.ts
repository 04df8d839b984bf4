import { glob } from 'node:fs/promises';

/** Debian's libfaketime for programs with threads, which gives a process another clock; null when not installed. */
export async function findFaketime(): Promise<string | null> {
  for await (const file of glob('/usr/lib/**/faketime/libfaketimeMT.so.1')) return file;
  return null;
}
