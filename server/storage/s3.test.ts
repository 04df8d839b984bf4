import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { skipWithout } from '../../e2e/support/parts.ts';
import { bucketContract, listAll } from './bucket.contract.ts';
import { BucketRefused } from './bucket.ts';
import { createS3Bucket } from './s3.ts';
import { type S3Server, startS3 } from './s3-server.ts';

const missing = await skipWithout('versitygw');

describe.skipIf(missing)('S3', () => {
  let server: S3Server;
  beforeAll(async () => {
    server = await startS3();
  });
  afterAll(() => server.stop());

  bucketContract(() => createS3Bucket({ ...server.config, prefix: 'of/us/' }));

  test('two prefixes do not see each other', async () => {
    const one = createS3Bucket({ ...server.config, prefix: 'one/' });
    const two = createS3Bucket({ ...server.config, prefix: 'two/' });
    await one.put('k', { bytes: Buffer.from('1') });
    expect(await two.read('k')).toBeNull();
    expect(await listAll(two, '')).toEqual([]);
    expect(await createS3Bucket(server.config).stat('one/k')).toMatchObject({ bytes: 1 });
  });

  test('a bucket that is not there, wrong keys and a wrong region are said, with what to look at', async () => {
    const { config } = server;
    const check = (change: object) => createS3Bucket({ ...config, ...change }).check();
    const host = new URL(config.endpoint).host;
    await expect(check({ bucket: 'another' })).rejects.toThrow(
      `The bucket "another" at ${host} is not there: make it, or set S3_BUCKET right.`,
    );
    const credentials = { accessKeyId: 'geheim', secretAccessKey: 'geheim' };
    const refused = await check({ credentials }).catch((error) => error);
    expect(refused).toBeInstanceOf(BucketRefused);
    expect(refused.message).toBe(
      `The bucket "replays" at ${host} refuses (404 XAdminUserNotFound): look at S3_ACCESS_KEY_ID and ` +
        'S3_SECRET_ACCESS_KEY, and at the rights that docs/storage.md lists.',
    );
    expect(JSON.stringify(refused) + refused.stack).not.toContain('geheim');
    const wrong = { ...config.credentials, secretAccessKey: 'geheim' };
    await expect(check({ credentials: wrong })).rejects.toThrow('SignatureDoesNotMatch');
    await expect(check({ region: 'mars-1' })).rejects.toBeInstanceOf(BucketRefused);
  });

  test('browsers get the address that is theirs', async () => {
    const publicEndpoint = 'https://clips.example.org';
    const bucket = createS3Bucket({ ...server.config, publicEndpoint });
    const url = await bucket.signedUrl('k', { lifeMs: 1000, type: 'video/mp4' });
    expect(url).toMatch(/^https:\/\/clips\.example\.org\/replays\/k\?/);
    expect(url).not.toContain('test-secret');
  });
});
