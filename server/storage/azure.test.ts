import { expect, test } from 'vitest';
import { freeTcpPort } from '../livekit/ports.ts';
import { createAzureBucket } from './azure.ts';
import { BucketAway } from './bucket.ts';

async function awayBucket() {
  const port = await freeTcpPort();
  const accountKey = Buffer.from('geheim').toString('base64');
  return createAzureBucket(
    {
      ...{ kind: 'azure', container: 'replays', accountName: 'hindsight', accountKey },
      connectionString: `DefaultEndpointsProtocol=http;AccountName=hindsight;AccountKey=${accountKey};BlobEndpoint=http://127.0.0.1:${port}/hindsight`,
    },
    { wholeMs: 500, idleMs: 500 },
  );
}

test('an account that does not answer is named, without its key', async () => {
  const bucket = await awayBucket();
  const failure = await bucket.check().catch((error) => error);
  expect(failure).toBeInstanceOf(BucketAway);
  expect(failure.message).toMatch(
    /^The container "replays" at 127\.0\.0\.1:\d+ can't be used just now .*AZURE_STORAGE_CONNECTION_STRING right\?$/,
  );
  expect(JSON.stringify(failure) + failure.stack).not.toContain('AccountKey');
});

test('a signed address names one object, its type and its end', async () => {
  const bucket = await awayBucket();
  const url = new URL(await bucket.signedUrl('a/b.mp4', { lifeMs: 60_000, type: 'video/mp4' }));
  expect(url.pathname).toBe('/hindsight/replays/a/b.mp4');
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    sr: 'b',
    sp: 'r',
    rsct: 'video/mp4',
  });
  expect(Date.parse(url.searchParams.get('se') ?? '')).toBeLessThanOrEqual(Date.now() + 60_000);
});
