import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { contentsContract } from './contents.contract.ts';
import { indexContract } from './index.contract.ts';
import { openStore } from './open.ts';
import { expectFailuresThrown, recordsContract } from './records.contract.ts';
import type { Store } from './store.ts';
import { topicsContract } from './topics.contract.ts';

const log = createLog('silent');
let dataDir: string;
let store: Store;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hindsight-store-'));
  store = await openStore({ dataDir }, log);
});
afterAll(async () => {
  await store.close();
  await rm(dataDir, { recursive: true });
});

describe('records', () => recordsContract(() => store));
describe('index', () => indexContract(() => store.index));
describe('contents', () => {
  let own: Store;
  beforeAll(async () => {
    own = await openStore({ dataDir: join(dataDir, 'contents') }, log);
  });
  afterAll(() => own.close());
  contentsContract(() => own);
});
describe('topics', () => topicsContract(() => store));

test('a store that was closed says so', async () => {
  const closed = await openStore({ dataDir }, log);
  closed.records('things');
  await closed.close();
  await closed.close();
  await expectFailuresThrown(closed);
});

test("a DATA_DIR that is none is explained, and the file is its owner's alone", async () => {
  await expect(openStore({ dataDir: '/dev/null/data' }, log)).rejects.toThrow('DATA_DIR');
  expect((await stat(join(dataDir, 'hindsight.sqlite'))).mode & 0o777).toBe(0o600);
});

test('records survive a restart', async () => {
  const first = await openStore({ dataDir }, log);
  await first.records<string>('restart').set('k', 'v');
  await first.index.add('restart', 'k', 1);
  await first.close();
  const second = await openStore({ dataDir }, log);
  expect(await second.records<string>('restart').get('k')).toBe('v');
  expect(await second.index.count('restart')).toBe(1);
  await second.close();
});

test('changes that fail leave nothing behind, and the next ones go through', async () => {
  const right = { list: 'half', member: 'a', score: 1 };
  const wrong = { list: 'half', member: 'b', score: Number.NaN };
  await expect(store.index.update({ add: [right, wrong] })).rejects.toThrow();
  expect(await store.index.count('half')).toBe(0);
  await store.index.update({ add: [right] });
  expect(await store.index.count('half')).toBe(1);
});

test('processes open a new file at once, write side by side, and one of them gets the claim', async () => {
  const shared = await mkdtemp(join(tmpdir(), 'hindsight-shared-'));
  const script = `
    import { openStore } from '${join(import.meta.dirname, 'open.ts')}';
    const store = await openStore({ dataDir: process.argv[1] }, {});
    for (let i = 0; i < 50; i++) await store.index.add('all', process.pid + ':' + i, i);
    console.log(await store.claim('once', 60_000));
    await store.close();`;
  const node = promisify(execFile);
  const runs = await Promise.all(
    Array.from({ length: 4 }, () =>
      node(process.execPath, ['--input-type=module-typescript', '-e', script, shared]),
    ),
  );
  expect(runs.map((run) => run.stdout.trim()).sort()).toEqual(['false', 'false', 'false', 'true']);
  const after = await openStore({ dataDir: shared }, log);
  expect(await after.index.count('all')).toBe(200);
  await after.close();
  await rm(shared, { recursive: true });
}, 30_000);
