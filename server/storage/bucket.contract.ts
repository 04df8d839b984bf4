import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bucket, type BucketObject, ObjectTooLarge } from './bucket.ts';

const LARGE_BYTES = 20 * 2 ** 20 + 1;

export async function listAll(bucket: Bucket, prefix: string): Promise<BucketObject[]> {
  const found: BucketObject[] = [];
  for await (const object of bucket.list(prefix)) found.push(object);
  return found;
}

/** What every bucket does. `bucket()` is one that the tests may fill. */
export function bucketContract(bucket: () => Bucket): void {
  let folder: string;
  /** Below it nothing lies yet. */
  let own: string;
  let tests = 0;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bucket-test-'));
    own = `contract/${++tests}`;
  });
  afterEach(() => rm(folder, { recursive: true }));

  const put = (name: string, text = name) =>
    bucket().put(`${own}/${name}`, { bytes: Buffer.from(text) });
  const listed = (prefix = `${own}/`) => listAll(bucket(), prefix);
  const keys = async (prefix?: string) =>
    (await listed(prefix)).map(({ key }) => key.slice(own.length + 1));

  test('bytes come back as they were put in, and the newest ones count', async () => {
    await put('a b/ä+&#.txt', 'first');
    await put('a b/ä+&#.txt', 'second');
    const found = await bucket().read(`${own}/a b/ä+&#.txt`);
    expect(found).toMatchObject({ bytes: Buffer.from('second') });
    expect(await bucket().stat(`${own}/a b/ä+&#.txt`)).toMatchObject({ bytes: 6 });
    expect(await keys()).toEqual(['a b/ä+&#.txt']);
  });

  test('what has not changed is not sent again', async () => {
    const key = `${own}/list`;
    await put('list', 'one');
    const found = await bucket().read(key);
    const { stamp } = found as { stamp: string };
    expect(await bucket().read(key, stamp)).toBe('unchanged');
    await put('list', 'two');
    const again = await bucket().read(key, stamp);
    expect(again).toMatchObject({ bytes: Buffer.from('two') });
    expect((again as { stamp: string }).stamp).not.toBe(stamp);
  });

  test('of an object a part can be read', async () => {
    await put('part', '0123456789');
    const part = async (from: number, until: number) =>
      (await bucket().readPart(`${own}/part`, from, until))?.toString();
    expect([await part(2, 5), await part(0, 1), await part(9, 10)]).toEqual(['234', '0', '9']);
  });

  test('what is not there is no error', async () => {
    expect(await bucket().readPart(`${own}/none`, 0, 5)).toBeNull();
    expect(await bucket().read(`${own}/none`)).toBeNull();
    expect(await bucket().read(`${own}/none`, '"stamp"')).toBeNull();
    expect(await bucket().stat(`${own}/none`)).toBeNull();
    expect(await bucket().fetch(`${own}/none`, join(folder, 'none'))).toBe(false);
    expect(await bucket().copy(`${own}/none`, `${own}/copy`)).toBe(false);
    expect(await listed()).toEqual([]);
    expect(await bucket().folders(`${own}/`)).toEqual([]);
    await bucket().remove([`${own}/none`]);
    await bucket().remove([]);
    expect(await readdir(folder)).toEqual([]);
  });

  test('what is larger than wanted is read no further', async () => {
    await put('long', '0123456789');
    const [key, file] = [`${own}/long`, join(folder, 'down')];
    expect(await bucket().read(key, undefined, 10)).toMatchObject({
      bytes: Buffer.from('0123456789'),
    });
    await expect(bucket().read(key, undefined, 9)).rejects.toThrow(ObjectTooLarge);
    expect(await bucket().fetch(key, file, undefined, 10)).toBe(true);
    await rm(file);
    await expect(bucket().fetch(key, file, undefined, 9)).rejects.toThrow(ObjectTooLarge);
    expect(await readdir(folder)).toEqual([]);
  });

  test('a large file goes up in parts and comes back whole', async () => {
    const bytes = randomBytes(LARGE_BYTES);
    await writeFile(join(folder, 'up'), bytes);
    const beforeMs = Date.now();
    await bucket().put(`${own}/large`, { file: join(folder, 'up') }, { type: 'video/mp4' });
    expect(await bucket().fetch(`${own}/large`, join(folder, 'down'))).toBe(true);
    const hash = (data: Buffer) => createHash('sha256').update(data).digest('hex');
    expect(hash(await readFile(join(folder, 'down')))).toBe(hash(bytes));
    const [object] = await listed();
    expect(object).toMatchObject({ key: `${own}/large`, bytes: LARGE_BYTES });
    expect(Math.abs((object?.changedAtMs ?? 0) - beforeMs)).toBeLessThan(10_000);
  });

  test('small and empty files too', async () => {
    for (const text of ['', 'small']) {
      await writeFile(join(folder, 'up'), text);
      await bucket().put(`${own}/file`, { file: join(folder, 'up') });
      expect(await bucket().fetch(`${own}/file`, join(folder, 'down'))).toBe(true);
      expect(await readFile(join(folder, 'down'), 'utf8')).toBe(text);
    }
  });

  test('a file that is not here is told as what it is', async () => {
    const missing = bucket().put(`${own}/x`, { file: join(folder, 'none') });
    await expect(missing).rejects.toMatchObject({ code: 'ENOENT' });
    await put('y');
    const nowhere = bucket().fetch(`${own}/y`, join(folder, 'none', 'y'));
    await expect(nowhere).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await keys()).toEqual(['y']);
  });

  test('a copy stays when what it was made of goes', async () => {
    await put('of it', 'text');
    expect(await bucket().copy(`${own}/of it`, `${own}/copy ü`)).toBe(true);
    await bucket().remove([`${own}/of it`]);
    expect(await bucket().read(`${own}/copy ü`)).toMatchObject({ bytes: Buffer.from('text') });
  });

  test('lists are in order, and a prefix is no more than letters', async () => {
    for (const name of ['b/2', 'a/1', 'b/1', 'ba', 'b/c/d']) await put(name);
    expect(await keys()).toEqual(['a/1', 'b/1', 'b/2', 'b/c/d', 'ba']);
    expect(await keys(`${own}/b/`)).toEqual(['b/1', 'b/2', 'b/c/d']);
    expect(await keys(`${own}/b`)).toEqual(['b/1', 'b/2', 'b/c/d', 'ba']);
    expect((await bucket().folders(`${own}/`)).sort()).toEqual(['a', 'b']);
    expect(await bucket().folders(`${own}/b/`)).toEqual(['c']);
  });

  test('more than a page is listed whole, and removed in batches', async () => {
    const names = Array.from({ length: 1005 }, (_, i) => `many/${String(i).padStart(4, '0')}`);
    for (let i = 0; i < names.length; i += 50) {
      await Promise.all(names.slice(i, i + 50).map((name) => put(name, 'x')));
    }
    expect(await keys()).toEqual(names);
    await bucket().remove(names.slice(0, 1003).map((name) => `${own}/${name}`));
    expect(await keys()).toEqual(names.slice(1003));
  });

  test('a signed address gives the object, in parts too, as what it is said to be', async () => {
    await put('clip.mp4', '0123456789');
    const key = `${own}/clip.mp4`;
    const url = await bucket().signedUrl(key, { lifeMs: 60_000, type: 'video/mp4' });
    const whole = await fetch(url);
    expect([whole.status, await whole.text()]).toEqual([200, '0123456789']);
    expect(whole.headers.get('content-type')).toBe('video/mp4');
    const part = await fetch(url, { headers: { range: 'bytes=2-4' } });
    expect([part.status, await part.text()]).toEqual([206, '234']);

    const headUrl = await bucket().signedUrl(key, {
      ...{ lifeMs: 60_000, type: 'video/mp4', head: true },
    });
    const head = await fetch(headUrl, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '10']);
    expect(head.headers.get('content-type')).toBe('video/mp4');

    const toSave = { lifeMs: 60_000, type: 'video/mp4', fileName: 'Äh "x".mp4' };
    const saved = await fetch(await bucket().signedUrl(key, toSave));
    expect(saved.headers.get('content-disposition')).toContain(
      'attachment; filename="_h _x_.mp4"; filename*=UTF-8\'\'%C3%84h%20%22x%22.mp4',
    );
  });

  test('a signed address is worth nothing for another object, or after its life', async () => {
    await put('one');
    await put('two');
    const url = await bucket().signedUrl(`${own}/one`, { lifeMs: 1_000, type: 'text/plain' });
    expect((await fetch(url.replace(/one/, 'two'))).status).toBe(403);
    await expect.poll(async () => (await fetch(url)).status, { timeout: 10_000 }).toBe(403);
  });

  test('whoever gives up gets their own reason', async () => {
    await writeFile(join(folder, 'up'), randomBytes(LARGE_BYTES));
    const reason = new Error('changed my mind');
    const late = new AbortController();
    const up = bucket().put(`${own}/up`, { file: join(folder, 'up') }, { signal: late.signal });
    setTimeout(() => late.abort(reason), 20);
    await expect(up).rejects.toBe(reason);
    const down = bucket().fetch(`${own}/up`, join(folder, 'down'), AbortSignal.abort(reason));
    await expect(down).rejects.toBe(reason);
    expect([await keys(), await readdir(folder)]).toEqual([[], ['up']]);
  });

  test('it can be used', async () => {
    await bucket().check();
    await bucket().abandonUploads(own, Date.now());
  });
}
