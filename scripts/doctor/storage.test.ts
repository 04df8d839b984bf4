import { PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { skipWithout } from '../../e2e/support/parts.ts';
import { type BadLine, openBadLine } from '../../server/storage/bad-line.ts';
import { createS3Bucket } from '../../server/storage/s3.ts';
import { type S3Server, startS3 } from '../../server/storage/s3-server.ts';
import { checkStorage, lifecycleOf } from './storage.ts';

const missing = await skipWithout('versitygw');

test('local folders are no finding', async () => {
  expect(await checkStorage({ bucket: undefined })).toEqual([]);
});

test('rules are proposed for what is ours, and none that takes clips', () => {
  const [uploads, segments] = lifecycleOf('of/us/').Rules;
  expect(uploads).toMatchObject({ Filter: { Prefix: 'of/us/' } });
  expect(uploads).not.toHaveProperty('Expiration');
  expect(segments).toMatchObject({ Filter: { Prefix: 'of/us/segments/' } });
});

describe.skipIf(missing)('a bucket', () => {
  let server: S3Server;
  let line: BadLine;
  beforeAll(async () => {
    server = await startS3();
    line = await openBadLine(server.port);
  });
  afterAll(async () => {
    await line.stop();
    await server.stop();
  });

  test('that does all is fine, keeps nothing of it, and its rules are to be pasted', async () => {
    const [ok, rules, ...others] = await checkStorage({ bucket: server.config });
    expect(ok).toMatchObject({ name: 'storage', state: 'ok' });
    expect(rules?.todo).toContain(JSON.stringify(lifecycleOf('')));
    expect(others).toEqual([]);
    expect(await createS3Bucket(server.config).folders('')).toEqual([]);
  });

  test('that is not there, or lets nothing be deleted, is told', async () => {
    const [gone] = await checkStorage({ bucket: { ...server.config, bucket: 'another' } });
    expect(gone).toMatchObject({ state: 'missing' });
    expect(gone?.says).toContain('is not there: make it, or set S3_BUCKET right.');
    const bucket = { ...server.config, endpoint: line.endpoint };
    line.fault = ({ method, url }) =>
      method === 'POST' && url.includes('delete')
        ? { status: 403, code: 'AccessDenied' }
        : undefined;
    const [kept] = await checkStorage({ bucket });
    expect(kept).toMatchObject({ state: 'missing' });
    expect(kept?.says).toContain('refuses (403 AccessDenied)');
  });

  test('that browsers reach nowhere is told', async () => {
    const publicEndpoint = 'http://127.0.0.1:9';
    const [finding] = await checkStorage({ bucket: { ...server.config, publicEndpoint } });
    expect(finding?.says).toContain('Signed addresses at 127.0.0.1:9 give nothing (no answer)');
  });

  test('that strangers may read or list is told', async () => {
    await allowEverybody(server.config, ['s3:GetObject', 's3:ListBucket']);
    const found = await checkStorage({ bucket: { ...server.config, prefix: 'of/us/' } });
    expect(found.filter(({ state }) => state === 'missing').map(({ says }) => says)).toEqual([
      'anybody may read what is in the bucket, without a key',
      'anybody may list what is in the bucket, without a key',
    ]);
  });
});

/** As somebody does who wants to have it easy. */
async function allowEverybody({ bucket, ...config }: S3Server['config'], Action: string[]) {
  const Resource = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`];
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action, Resource }],
  });
  const client = new S3Client(config);
  await client.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
  client.destroy();
}
