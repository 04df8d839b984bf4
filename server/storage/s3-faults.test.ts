import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { skipWithout } from '../../e2e/support/parts.ts';
import { type BadLine, type Fault, openBadLine } from './bad-line.ts';
import { listAll } from './bucket.contract.ts';
import { type Bucket, BucketAway, BucketRefused } from './bucket.ts';
import { createS3Bucket } from './s3.ts';
import { type S3Server, startS3 } from './s3-server.ts';

const LARGE_BYTES = 9 * 2 ** 20;
const SHORT = { wholeMs: 1_200, idleMs: 300 };
const missing = await skipWithout('versitygw');

describe.skipIf(missing)('S3 on a bad line', () => {
  let server: S3Server;
  let line: BadLine;
  let folder: string;
  /** Over the bad line, and straight. */
  let [bucket, straight]: Bucket[] = [];
  let client: S3Client;
  beforeAll(async () => {
    server = await startS3();
    line = await openBadLine(server.port);
    bucket = createS3Bucket({ ...server.config, endpoint: line.endpoint }, SHORT);
    straight = createS3Bucket(server.config);
    const { endpoint, region, credentials } = server.config;
    client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  });
  afterAll(async () => {
    client.destroy();
    await line.stop();
    await server.stop();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 's3-faults-'));
    line.asked.length = 0;
    line.fault = () => undefined;
  });
  afterEach(async () => {
    await straight!.remove((await listAll(straight!, '')).map(({ key }) => key));
    await rm(folder, { recursive: true });
  });

  /** Meets the first so many requests that are meant. */
  function first(times: number, fault: Fault, method?: string): void {
    let left = times;
    line.fault = (asked) => {
      if (method && asked.method !== method) return undefined;
      return left-- > 0 ? fault : undefined;
    };
  }
  const always = (fault: Fault, method?: string) => first(Number.POSITIVE_INFINITY, fault, method);
  const keys = async () => (await listAll(straight!, '')).map(({ key }) => key);
  const uploads = async () =>
    (await client.send(new ListMultipartUploadsCommand({ Bucket: 'replays' }))).Uploads ?? [];
  async function file(bytes: number) {
    const content = randomBytes(bytes);
    await writeFile(join(folder, 'up'), content);
    return { file: join(folder, 'up'), content };
  }
  const stored = async (key: string) => {
    await straight!.fetch(key, join(folder, 'stored'));
    return readFile(join(folder, 'stored'));
  };

  const CALLS: [string, (bucket: Bucket) => Promise<unknown>][] = [
    ['put', (bucket) => bucket.put('k', { bytes: Buffer.from('k') })],
    ['read', (bucket) => bucket.read('k')],
    ['fetch', (bucket) => bucket.fetch('k', join(folder, 'down'))],
    ['copy', (bucket) => bucket.copy('k', 'copy')],
    ['stat', (bucket) => bucket.stat('k')],
    ['list', (bucket) => listAll(bucket, '')],
    ['folders', (bucket) => bucket.folders('')],
    ['remove', (bucket) => bucket.remove(['k'])],
    ['check', (bucket) => bucket.check()],
  ];

  test.each(CALLS)(
    '%s is tried again after 503, silence and a broken connection',
    async (_, call) => {
      await straight!.put('k', { bytes: Buffer.from('k') });
      const expected = await call(straight!);
      await straight!.put('k', { bytes: Buffer.from('k') });
      for (const fault of [{ status: 503, code: 'SlowDown' }, 'silence', 'answer lost'] as const) {
        first(1, fault);
        const made = await call(bucket!);
        if (typeof expected === 'boolean') expect(made).toBe(true);
        await straight!.put('k', { bytes: Buffer.from('k') });
      }
      expect(line.asked.length).toBe(6);
    },
  );

  test.each(CALLS.filter(([name]) => ['put', 'fetch', 'stat', 'remove'].includes(name)))(
    '%s gives up after its patience, and says what to look at',
    async (_, call) => {
      always({ status: 503, code: 'SlowDown' });
      const sinceMs = performance.now();
      const failure = (await call(bucket!).catch((error: Error) => error)) as Error;
      expect(failure).toBeInstanceOf(BucketAway);
      const host = new URL(line.endpoint).host;
      // HEAD has no body that could name the reason.
      expect(failure.message.replace(/503 \w+/, '503')).toBe(
        `The bucket "replays" at ${host} can't be used just now (503). Is it up, and S3_ENDPOINT right?`,
      );
      expect(performance.now() - sinceMs).toBeLessThan(5_000);
      expect(await readdir(folder)).toEqual([]);
    },
  );

  test.each(CALLS)('%s is asked for once where it is refused', async (_, call) => {
    always({ status: 403, code: 'AccessDenied' });
    const failure = (await call(bucket!).catch((error: Error) => error)) as Error;
    expect(failure).toBeInstanceOf(BucketRefused);
    expect(failure.message).toContain('S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY');
    expect(JSON.stringify(failure) + failure.stack + failure.cause).not.toMatch(
      /test-(key|secret)/,
    );
    expect(line.asked).toHaveLength(1);
  });

  test('a bucket that says nothing is given up', async () => {
    always('silence');
    const sinceMs = performance.now();
    const failure = (await bucket!.stat('k').catch((error: Error) => error)) as Error;
    expect(failure).toBeInstanceOf(BucketAway);
    expect(failure.message).toContain("can't be used just now (no answer in time)");
    expect(performance.now() - sinceMs).toBeLessThan(5_000);
  });

  test.each([1_000_000, LARGE_BYTES])(
    'an upload of %d bytes that breaks off is begun anew',
    async (bytes) => {
      const { file: from, content } = await file(bytes);
      first(2, { cutUpAfter: 500_000 }, 'PUT');
      await bucket!.put('up', { file: from });
      expect((await stored('up')).equals(content)).toBe(true);
      expect(await uploads()).toEqual([]);
    },
  );

  test.each([1_000_000, LARGE_BYTES])(
    'an upload of %d bytes that never gets through leaves nothing',
    async (bytes) => {
      const { file: from } = await file(bytes);
      always({ cutUpAfter: 500_000 }, 'PUT');
      await expect(bucket!.put('up', { file: from })).rejects.toBeInstanceOf(BucketAway);
      expect(await keys()).toEqual([]);
      expect(await uploads()).toEqual([]);
    },
  );

  test('the old object stays where a new one does not get through', async () => {
    await straight!.put('up', { bytes: Buffer.from('old') });
    const { file: from } = await file(LARGE_BYTES);
    always({ cutUpAfter: 500_000 }, 'PUT');
    await expect(bucket!.put('up', { file: from })).rejects.toBeInstanceOf(BucketAway);
    expect(await straight!.read('up')).toMatchObject({ bytes: Buffer.from('old') });
  });

  test('an upload whose end was not heard of is whole', async () => {
    const { file: from, content } = await file(LARGE_BYTES);
    let lost = 0;
    line.fault = ({ method, url }) =>
      method === 'POST' && url.includes('uploadId=') && lost++ < 1 ? 'answer lost' : undefined;
    await bucket!.put('up', { file: from });
    expect((await stored('up')).equals(content)).toBe(true);
    expect(await uploads()).toEqual([]);
  });

  test.each([{ cutDownAfter: 300_000 }, { stillAfter: 300_000 }])(
    'a download with %o is begun anew',
    async (fault) => {
      const { file: from, content } = await file(1_000_000);
      await straight!.put('down', { file: from });
      first(1, fault, 'GET');
      expect(await bucket!.fetch('down', join(folder, 'down'))).toBe(true);
      expect((await readFile(join(folder, 'down'))).equals(content)).toBe(true);
      expect(line.asked).toHaveLength(2);
    },
  );

  test.each([{ cutDownAfter: 300_000 }, { stillAfter: 300_000 }])(
    'a download that always has %o leaves the old file',
    async (fault) => {
      await straight!.put('down', { file: (await file(1_000_000)).file });
      await writeFile(join(folder, 'down'), 'old');
      always(fault, 'GET');
      const down = bucket!.fetch('down', join(folder, 'down'));
      await expect(down).rejects.toBeInstanceOf(BucketAway);
      await expect(bucket!.read('down')).rejects.toBeInstanceOf(BucketAway);
      expect(await readFile(join(folder, 'down'), 'utf8')).toBe('old');
      expect((await readdir(folder)).sort()).toEqual(['down', 'up']);
    },
  );

  test('a download that takes longer than the patience is tried a second time', async () => {
    const { file: from, content } = await file(1_000_000);
    await straight!.put('down', { file: from });
    const hasty = createS3Bucket(
      { ...server.config, endpoint: line.endpoint },
      { wholeMs: 1, idleMs: 300 },
    );
    first(1, { cutDownAfter: 300_000 }, 'GET');
    expect(await hasty.fetch('down', join(folder, 'down'))).toBe(true);
    expect((await readFile(join(folder, 'down'))).equals(content)).toBe(true);
  });

  test('what one object of many could not be removed for is told, or tried again', async () => {
    const answer = (code: string) => ({
      ...{ status: 200 },
      body: `<?xml version="1.0"?><DeleteResult><Error><Key>k</Key><Code>${code}</Code></Error></DeleteResult>`,
    });
    for (const key of ['j', 'k']) await straight!.put(key, { bytes: Buffer.from(key) });
    first(1, answer('AccessDenied'));
    await expect(bucket!.remove(['j', 'k'])).rejects.toBeInstanceOf(BucketRefused);
    first(1, answer('InternalError'));
    await bucket!.remove(['j', 'k']);
    expect(await keys()).toEqual([]);
  });

  test('a clock that is said to be wrong is tried once more, and told', async () => {
    first(1, { status: 403, code: 'RequestTimeTooSkewed' });
    expect(await bucket!.read('k')).toBeNull();
    always({ status: 403, code: 'RequestTimeTooSkewed' });
    await expect(bucket!.read('k')).rejects.toThrow("set this machine's clock");
  });

  test('a server that starts anew in the meantime is waited for', async () => {
    await server.pause();
    const reading = createS3Bucket(server.config).put('k', { bytes: Buffer.from('k') });
    setTimeout(() => void server.resume(), 1_000);
    await reading;
    expect(await keys()).toEqual(['k']);
  });

  test('uploads that nobody will end are given up, those that may be under way are not', async () => {
    const [old, other] = ['clips/old', 'other/old'];
    for (const Key of [old, other]) {
      await client.send(new CreateMultipartUploadCommand({ Bucket: 'replays', Key }));
    }
    await straight!.abandonUploads('clips/', Date.now() - 60_000);
    expect(await uploads()).toHaveLength(2);
    await straight!.abandonUploads('clips/', Date.now() + 60_000);
    expect((await uploads()).map(({ Key }) => Key)).toEqual([other]);
  });
});
