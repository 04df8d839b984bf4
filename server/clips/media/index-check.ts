import { type FileHandle, open } from 'node:fs/promises';

/** Boxes that hold others, down to the table of a track's samples (ISO/IEC 14496-12, 8). */
const HOLDING = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl']);
/** Tables by the length of an entry, bytes. */
const TABLES: Record<string, number> = { stts: 8, ctts: 8, stsc: 12, stss: 4, stco: 4, co64: 8 };
/** That of hours takes less, bytes. */
const MOST_BYTES = 64 << 20;
/** Ours have three. */
const MOST_BOXES = 100;

/**
 * Looks at what mediabunny takes on trust: the index of a file that somebody else has made may claim billions of
 * samples in a few bytes, and would be read for hours.
 * @throws Error when it claims more than the file holds, or there is none
 */
export async function checkIndex(file: string): Promise<void> {
  await using handle = await open(file, 'r');
  const { size } = await handle.stat();
  const index = await findIndex(handle, size);
  for (const table of samplesIn(index)) {
    const { count, timed, perChunk } = table;
    must(count <= size && timed <= count && perChunk <= count, 'its index claims too many samples');
  }
}

async function findIndex(handle: FileHandle, size: number): Promise<Buffer> {
  let at = 0;
  for (let boxes = 0; at + 8 <= size && boxes < MOST_BOXES; boxes++) {
    const { buffer: head } = await handle.read(Buffer.alloc(16), 0, 16, at);
    const type = head.toString('latin1', 4, 8);
    const length =
      head.readUInt32BE(0) === 1 ? Number(head.readBigUInt64BE(8)) : head.readUInt32BE(0);
    must(type !== 'moof', 'it is in fragments');
    if (type === 'moov') {
      must(length <= MOST_BYTES && at + length <= size, 'its index is not whole');
      return (await handle.read(Buffer.alloc(length), 0, length, at)).buffer;
    }
    must(length >= 8, 'it has no index');
    at += length;
  }
  throw new Error('it has no index');
}

interface Samples {
  count: number;
  /** That have a time. */
  timed: number;
  /** At most. */
  perChunk: number;
}

/** Of each table of samples. */
function samplesIn(index: Buffer): Samples[] {
  const found: Samples[] = [];
  const walk = (from: number, to: number) => {
    for (let at = from; at + 8 <= to; ) {
      const [length, type] = [index.readUInt32BE(at), index.toString('latin1', at + 4, at + 8)];
      must(length >= 8 && at + length <= to, `its box ${type} is not whole`);
      const body = index.subarray(at + 8, at + length);
      if (type === 'stbl') found.push({ count: 0, timed: 0, perChunk: 0 });
      const table = found.at(-1);
      if (HOLDING.has(type)) walk(at + 8, at + length);
      else if (table) note(table, type, body);
      at += length;
    }
  };
  walk(0, index.length);
  return found;
}

function note(table: Samples, type: string, body: Buffer): void {
  if (type === 'stsz') {
    must(body.length >= 12, 'its sizes are not whole');
    table.count = body.readUInt32BE(8);
    must(body.readUInt32BE(4) !== 0 || 12 + 4 * table.count <= body.length, 'sizes are missing');
    return;
  }
  must(type !== 'stz2', 'its sizes are of a kind that we never write');
  const entryBytes = TABLES[type];
  if (entryBytes === undefined) return;
  must(body.length >= 8, `its table ${type} is not whole`);
  const entries = body.readUInt32BE(4);
  must(8 + entryBytes * entries <= body.length, `its table ${type} is not whole`);
  for (let i = 0; i < entries; i++) {
    const at = 8 + i * entryBytes;
    if (type === 'stts') table.timed += body.readUInt32BE(at);
    if (type === 'stsc') table.perChunk = Math.max(table.perChunk, body.readUInt32BE(at + 4));
  }
}

function must(holds: boolean, words: string): asserts holds {
  if (!holds) throw new Error(`This is no clip of ours: ${words}.`);
}
