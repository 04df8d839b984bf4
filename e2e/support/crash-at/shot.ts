import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SandboxControl, SeenMessage } from '../../../sandbox/client.ts';
import { plain, plainName } from './plain.ts';

/** All that is kept and can be seen at one moment, a line each, without what differs each time. */
export type Shot = string[];

/** What comes and goes by itself, whatever anybody does. */
const OWN_BUSINESS =
  /^(record (job-runs|processes|page-sessions|links|store)|list (order-owners|processes|page-sessions|links:)|folder tmp$)/;

/** From this what is old goes whenever something is added. */
const BY_AGE = /^orders-asked:/;

/**
 * Takes a shot of what a product in `dataDir` keeps, and of what its people see.
 * @param sinceMs what was there before matters to nobody where it goes by its age
 */
export async function takeShot(
  dataDir: string,
  control: SandboxControl,
  sinceMs = 0,
): Promise<Shot> {
  return [
    ...storeLines(dataDir, sinceMs),
    ...(await fileLines(dataDir)),
    ...(await messageLines(control)),
  ]
    .filter((line) => !OWN_BUSINESS.test(line))
    .sort();
}

function storeLines(dataDir: string, sinceMs: number): string[] {
  const database = new DatabaseSync(join(dataDir, 'hindsight.sqlite'), { readOnly: true });
  try {
    const all = (sql: string, ...values: number[]) => database.prepare(sql).all(...values);
    const records = all(
      'SELECT namespace, value FROM records WHERE expires IS NULL OR expires > ?',
      Date.now(),
    ).map(({ namespace, value }) => `record ${namespace} ${plain(String(value))}`);
    const lists = all('SELECT list, member, score FROM lists')
      .filter(({ list, score }) => !BY_AGE.test(String(list)) || Number(score) >= sinceMs)
      .map(({ list, member }) => `list ${plainName(String(list))} ${plainName(String(member))}`);
    return [...records, ...lists];
  } finally {
    database.close();
  }
}

async function fileLines(dataDir: string): Promise<string[]> {
  return (await entriesOf(dataDir))
    .filter((entry) => !entry.name.startsWith('hindsight.sqlite'))
    .map(
      (entry) =>
        `${entry.isFile() ? 'file' : 'folder'} ${plainName(relative(dataDir, join(entry.parentPath, entry.name)))}`,
    );
}

/** A folder may go while it is read. */
async function entriesOf(dataDir: string): Promise<Dirent[]> {
  for (;;) {
    try {
      return await readdir(dataDir, { recursive: true, withFileTypes: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

/** What stands in the channel and in everybody's direct messages; without what one person alone was answered. */
async function messageLines(control: SandboxControl): Promise<string[]> {
  const lines: string[] = [];
  for (const [as, channel] of [
    ['ada', '#clips'],
    ['ada', 'dm'],
    ['bo', 'dm'],
  ] as const) {
    const messages = await control.messages({ as, channel });
    lines.push(
      ...messages.filter((one) => !one.only_for).map((one) => `message ${channel} ${read(one)}`),
    );
  }
  return lines;
}

function read({ content, attachments, components }: SeenMessage): string {
  const buttons = components?.length ? ', with buttons' : '';
  return `${plainName(content)}, ${attachments.length} files${buttons}`;
}

/** What a moment has more, and less, than the one before. */
export function difference(before: Shot, after: Shot): string[] {
  const count = new Map<string, number>();
  for (const line of after) count.set(line, (count.get(line) ?? 0) + 1);
  for (const line of before) count.set(line, (count.get(line) ?? 0) - 1);
  return [...count]
    .filter(([, times]) => times !== 0)
    .map(([line, times]) => `${times > 0 ? '+' : ''}${times} ${line}`)
    .sort();
}
