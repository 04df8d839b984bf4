import { expect, test } from 'vitest';
import { loadConfig } from '../config.ts';

const S3 = { S3_BUCKET: 'replays' };
const KEYS = { S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'secret' };
const ENDPOINT = { S3_ENDPOINT: 'https://s3.example.org' };
const AZURE = {
  AZURE_STORAGE_CONNECTION_STRING:
    'DefaultEndpointsProtocol=https;AccountName=hindsight;AccountKey=a2V5==;EndpointSuffix=core.windows.net',
  AZURE_STORAGE_CONTAINER: 'replays',
};

test('nothing set means local folders, and so does a region alone', () => {
  expect(loadConfig({}).bucket).toBeUndefined();
  expect(loadConfig({ S3_REGION: 'eu-central-1' }).bucket).toBeUndefined();
});

test("Amazon's S3 needs no more than a bucket's name", () => {
  expect(loadConfig(S3).bucket).toEqual({
    ...{ kind: 's3', bucket: 'replays', region: 'us-east-1', prefix: '', forcePathStyle: false },
  });
});

test('another S3 has its endpoint, and the bucket in the path unless told otherwise', () => {
  const env = { ...S3, ...KEYS, ...ENDPOINT, S3_REGION: 'auto', S3_PREFIX: '/hindsight/' };
  expect(loadConfig(env).bucket).toEqual({
    ...{ kind: 's3', bucket: 'replays', endpoint: 'https://s3.example.org', region: 'auto' },
    credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    ...{ prefix: 'hindsight/', forcePathStyle: true },
  });
  const inHost = loadConfig({ ...env, S3_FORCE_PATH_STYLE: 'false' }).bucket;
  expect(inHost).toMatchObject({ forcePathStyle: false });
});

test('Azure has the account of its connection string', () => {
  expect(loadConfig(AZURE).bucket).toEqual({
    ...{ kind: 'azure', container: 'replays', accountName: 'hindsight', accountKey: 'a2V5==' },
    connectionString: AZURE.AZURE_STORAGE_CONNECTION_STRING,
  });
});

test.each([
  [KEYS, 'S3_BUCKET is needed because S3_ACCESS_KEY_ID is set'],
  [ENDPOINT, 'S3_BUCKET is needed because S3_ENDPOINT is set'],
  [{ S3_PREFIX: 'x' }, 'S3_BUCKET is needed because S3_PREFIX is set'],
  [{ ...S3, S3_ACCESS_KEY_ID: 'id' }, 'S3_SECRET_ACCESS_KEY is needed because S3_ACCESS_KEY_ID'],
  [{ ...S3, S3_SECRET_ACCESS_KEY: 's' }, 'S3_ACCESS_KEY_ID is needed because S3_SECRET_ACCESS'],
  [{ ...S3, ...ENDPOINT }, 'S3_ACCESS_KEY_ID is needed because S3_ENDPOINT is set'],
  [{ ...S3, S3_ENDPOINT: 's3.example.org' }, 'S3_ENDPOINT has to be a URL that starts with https'],
  [{ ...S3, S3_FORCE_PATH_STYLE: 'yes' }, 'S3_FORCE_PATH_STYLE has to be true or false'],
  [{ ...S3, ...AZURE }, 'AZURE_STORAGE_CONTAINER can not be set together with S3_BUCKET'],
  [{ AZURE_STORAGE_CONTAINER: 'c' }, 'AZURE_STORAGE_CONNECTION_STRING is needed because'],
  [{ ...AZURE, AZURE_STORAGE_CONTAINER: '' }, 'AZURE_STORAGE_CONTAINER is needed because'],
  [
    { ...AZURE, AZURE_STORAGE_CONNECTION_STRING: 'BlobEndpoint=https://x;SharedAccessSignature=y' },
    'AZURE_STORAGE_CONNECTION_STRING has to be a whole one, with DefaultEndpointsProtocol',
  ],
])('%o names the variable and what it should be', (env, words) => {
  expect(() => loadConfig(env as Record<string, string>)).toThrow(words);
});
