import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import {
  BlobBatchClient,
  BlobSASPermissions,
  BlobServiceClient,
  RestError,
} from '@azure/storage-blob';
import type { Bucket, BucketObject } from './bucket.ts';
import type { AzureConfig } from './bucket-config.ts';
import { download } from './download.ts';
import { failureOf, isMissing, statusOf } from './failure.ts';
import { type Patience, patiently, USUAL_PATIENCE } from './patience.ts';
import { readAll } from './read-all.ts';
import { savedAs } from './saved-as.ts';

const PART_BYTES = 8 * 2 ** 20;
/** As many as one request may name. */
const REMOVED_AT_ONCE = 256;
/** How long the bucket itself may read what it copies, ms. */
const COPY_LIFE_MS = 60 * 60_000;
const COPY_LOOK_MS = 200;

/** A container in Azure Blob Storage. What is uploaded and never finished is dropped by Azure, after a week. */
export function createAzureBucket(
  config: AzureConfig,
  patience: Patience = USUAL_PATIENCE,
): Bucket {
  const { connectionString } = config;
  const service = BlobServiceClient.fromConnectionString(connectionString, {
    retryOptions: { maxTries: 3, retryDelayInMs: 200, maxRetryDelayInMs: 2_000 },
  });
  const container = service.getContainerClient(config.container);
  const blob = (key: string) => container.getBlockBlobClient(key);
  const names = {
    bucket: `The container "${config.container}" at ${new URL(container.url).host}`,
    nameVariable: 'AZURE_STORAGE_CONTAINER',
    placeVariables: 'AZURE_STORAGE_CONNECTION_STRING',
    keyVariables: 'AZURE_STORAGE_CONNECTION_STRING',
  };
  const toFailure = (error: unknown) => failureOf(error, names);
  const forFiles = { ...patience, leastTries: 2, toFailure };

  function ask<T>(work: (options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
    const abortSignal = AbortSignal.timeout(patience.wholeMs);
    return patiently(() => work({ abortSignal }), { ...patience, toFailure });
  }

  /** @returns `none` where there is no such object */
  async function unlessMissing<T, None>(work: Promise<T>, none: None): Promise<T | None> {
    try {
      return await work;
    } catch (error) {
      if (isMissing(error)) return none;
      throw error;
    }
  }

  const signed = (key: string, lifeMs: number, headers: object = {}) =>
    blob(key).generateSasUrl({
      permissions: BlobSASPermissions.parse('r'),
      expiresOn: new Date(Date.now() + lifeMs),
      ...headers,
    });

  async function removeSome(keys: string[]): Promise<void> {
    await ask(async (options) => {
      const batch = new BlobBatchClient(container.url, service.credential);
      const { subResponses } = await batch.deleteBlobs(
        keys.map((key) => blob(key).url),
        service.credential,
        options,
      );
      const failed = subResponses.find(({ status }) => status >= 300 && status !== 404);
      if (failed) {
        const { errorCode: code = 'InternalError', status: statusCode } = failed;
        throw new RestError(code, { code, statusCode });
      }
    });
  }

  return {
    async put(key, from, { type, signal } = {}) {
      const options = {
        ...(type && { blobHTTPHeaders: { blobContentType: type } }),
        ...(signal && { abortSignal: signal }),
        ...{ blockSize: PART_BYTES, concurrency: 4 },
      };
      // A file that isn't here is no failure of the bucket's.
      if ('file' in from) await stat(from.file);
      const work = () =>
        'file' in from
          ? blob(key).uploadFile(from.file, options)
          : blob(key).uploadData(from.bytes, options);
      await patiently<unknown>(work, { ...forFiles, signal });
    },

    read: (key, knownStamp, mostBytes = Number.POSITIVE_INFINITY) =>
      ask(async (options) => {
        try {
          const conditions = knownStamp ? { ifNoneMatch: knownStamp } : {};
          const found = await blob(key).download(0, undefined, { ...options, conditions });
          const bytes = await readAll(found.readableStreamBody, mostBytes);
          return { bytes, stamp: found.etag ?? '' };
        } catch (error) {
          if (statusOf(error) === 304) return 'unchanged';
          if (isMissing(error)) return null;
          throw error;
        }
      }),

    readPart: (key, fromByte, untilByte) =>
      ask((options) =>
        unlessMissing(blob(key).downloadToBuffer(fromByte, untilByte - fromByte, options), null),
      ),

    fetch: (key, file, signal, mostBytes) =>
      patiently(
        () =>
          download(
            async (abortSignal) => {
              const found = await blob(key).download(0, undefined, { abortSignal });
              const body = found.readableStreamBody as Readable;
              return { body, bytes: found.contentLength };
            },
            { ...patience, file, signal, mostBytes },
          ),
        { ...forFiles, signal },
      ),

    copy: (from, to) =>
      ask(async ({ abortSignal }) => {
        if (!(await blob(from).exists({ abortSignal }))) return false;
        const source = await signed(from, COPY_LIFE_MS);
        const copying = await blob(to).beginCopyFromURL(source, {
          ...{ abortSignal, intervalInMs: COPY_LOOK_MS },
        });
        await copying.pollUntilDone();
        return true;
      }),

    stat: (key) =>
      ask(async (options) => {
        const found = await unlessMissing(blob(key).getProperties(options), null);
        return (
          found && {
            key,
            bytes: found.contentLength ?? 0,
            changedAtMs: found.lastModified?.getTime() ?? 0,
          }
        );
      }),

    async *list(prefix): AsyncIterable<BucketObject> {
      let continuationToken: string | undefined;
      do {
        const page = await ask(async (options) => {
          const pages = container.listBlobsFlat({ prefix, ...options });
          const token = continuationToken && { continuationToken };
          return (await pages.byPage({ ...token }).next()).value;
        });
        for (const { name, properties } of page?.segment.blobItems ?? []) {
          const { contentLength: bytes = 0, lastModified } = properties;
          yield { key: name, bytes, changedAtMs: lastModified.getTime() };
        }
        continuationToken = page?.continuationToken || undefined;
      } while (continuationToken);
    },

    folders: (prefix) =>
      ask(async (options) => {
        const found: string[] = [];
        for await (const item of container.listBlobsByHierarchy('/', { prefix, ...options })) {
          if (item.kind === 'prefix') found.push(item.name.slice(prefix.length).replace(/\/$/, ''));
        }
        return found;
      }),

    async remove(keys) {
      for (let i = 0; i < keys.length; i += REMOVED_AT_ONCE) {
        await removeSome(keys.slice(i, i + REMOVED_AT_ONCE));
      }
    },

    signedUrl: (key, { lifeMs, type, fileName }) =>
      signed(key, lifeMs, {
        contentType: type,
        ...(fileName && { contentDisposition: savedAs(fileName) }),
      }),

    async abandonUploads() {},

    async check() {
      await ask((options) => container.listBlobsFlat(options).byPage({ maxPageSize: 1 }).next());
    },
  };
}
