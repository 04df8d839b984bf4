import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { wholeFile } from '../whole-file.ts';
import { type StoreEntry, storeEntry } from './contents.ts';

/** The first line of a file. */
const head = z.strictObject({
  hindsight: z.literal('store'),
  format: z.number(),
  /** Of the store, see version.ts. */
  version: z.number().int().nonnegative(),
  exportedAtMs: z.number(),
});
/** The last line: without it the file was cut off. */
const end = z.strictObject({ kind: z.literal('end'), entries: z.number() });

const FORMAT = 1;
/** Lines that go to the disk together. */
const AT_ONCE = 500;

const isZipped = (file: string) => file.endsWith('.gz');

/**
 * A line of JSON for each entry, zipped where the file's name ends with `.gz`; for its owner's eyes alone. It appears
 * whole or not at all.
 * @returns how many entries there are
 */
export async function writeTransfer(
  file: string,
  version: number,
  entries: AsyncIterable<StoreEntry>,
): Promise<number> {
  let count = 0;
  async function* lines() {
    const about = { hindsight: 'store', format: FORMAT, version, exportedAtMs: Date.now() };
    let waiting = [about] as object[];
    const take = () => {
      const text = waiting.map((line) => `${JSON.stringify(line)}\n`).join('');
      waiting = [];
      return text;
    };
    for await (const entry of entries) {
      count += 1;
      if (waiting.push(entry) >= AT_ONCE) yield take();
    }
    waiting.push({ kind: 'end', entries: count });
    yield take();
  }
  await wholeFile(file, async (part) => {
    const zip = isZipped(file) ? [createGzip()] : [];
    await pipeline([Readable.from(lines()), ...zip, createWriteStream(part, { mode: 0o600 })]);
  });
  return count;
}

/** @throws UserError when it is no such file, or of a newer program; an error of the system when it can't be read */
export async function readVersion(file: string): Promise<number> {
  for await (const { text } of linesOf(file)) return versionIn(file, text);
  throw notOurs(file);
}

/**
 * The entries of a file, one at a time.
 * @throws UserError naming the line that is wrong, or saying that the file was cut off, which shows at its end only
 */
export async function* readTransfer(file: string): AsyncGenerator<StoreEntry> {
  let count = 0;
  let isWhole = false;
  for await (const { number, text } of linesOf(file)) {
    if (number === 1) {
      versionIn(file, text);
      continue;
    }
    const line = parsed(text);
    if (isWhole) throw wrong(file, number, 'stands behind the end of the export');
    if (end.safeParse(line).success) {
      isWhole = (line as z.infer<typeof end>).entries === count;
      if (!isWhole) throw wrong(file, number, `says that there are other than ${count} entries`);
      continue;
    }
    const entry = storeEntry.safeParse(line);
    if (!entry.success) throw wrong(file, number, `is no entry of a store`);
    count += 1;
    yield entry.data;
  }
  if (!isWhole) throw cutOff(file);
}

function versionIn(file: string, line: string): number {
  const found = head.safeParse(parsed(line));
  if (!found.success) throw notOurs(file);
  if (found.data.format > FORMAT) {
    throw new UserError(`${file} was exported by a newer Hindsight. Import it with that one.`);
  }
  return found.data.version;
}

/** Numbered from 1. */
async function* linesOf(file: string): AsyncGenerator<{ number: number; text: string }> {
  const raw = createReadStream(file);
  const text = isZipped(file) ? raw.pipe(createGunzip()) : raw;
  if (text !== raw) raw.on('error', (error) => text.destroy(error));
  text.setEncoding('utf8');
  let number = 0;
  let rest = '';
  try {
    for await (const chunk of text) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield { number: ++number, text: line };
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'Z_BUF_ERROR') throw cutOff(file);
    if (code.startsWith('Z_')) throw new UserError(`${file} is no whole gzip file.`);
    throw error;
  } finally {
    raw.destroy();
  }
  if (rest) yield { number: ++number, text: rest };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const wrong = (file: string, number: number, what: string) =>
  new UserError(`${file}, line ${number}, ${what}. Nothing of it was imported.`);

const notOurs = (file: string) =>
  new UserError(`${file} is no export of a store: its first line does not say so.`);

const cutOff = (file: string) =>
  new UserError(`${file} was cut off: its end is missing. Nothing of it was imported.`);
