import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Bucket, BucketObject } from './bucket.ts';
import type { S3Config } from './bucket-config.ts';
import { download } from './download.ts';
import { failureOf, isMissing, statusOf } from './failure.ts';
import { type Patience, patiently, USUAL_PATIENCE } from './patience.ts';
import { readAll } from './read-all.ts';
import { savedAs } from './saved-as.ts';

/** Larger files go up in parts of at least this size, several at a time. */
const PART_BYTES = 8 * 2 ** 20;
/** A part that does not get through doesn't make all of them go up again at once. */
const TRIES_OF_PART = 3;
const MOST_PARTS = 10_000;
/** As many as one request may name. */
const REMOVED_AT_ONCE = 1000;
const CONNECT_MS = 5_000;

/** A bucket on Amazon's S3 or on whatever else speaks it. */
export function createS3Bucket(config: S3Config, patience: Patience = USUAL_PATIENCE): Bucket {
  const { bucket: Bucket, prefix } = config;
  const client = connect(config, patience);
  const partsClient = connect(config, patience, TRIES_OF_PART);
  const browsersClient = connect(
    { ...config, endpoint: config.publicEndpoint ?? config.endpoint },
    patience,
  );
  const at = (key: string) => ({ Bucket, Key: prefix + key });
  const keyOf = (Key = '') => Key.slice(prefix.length);
  const names = {
    bucket: `The bucket "${Bucket}" at ${config.endpoint ? new URL(config.endpoint).host : 'Amazon'}`,
    nameVariable: 'S3_BUCKET',
    placeVariables: config.endpoint ? 'S3_ENDPOINT' : 'S3_REGION',
    keyVariables: 'S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY',
  };
  const toFailure = (error: unknown) => failureOf(error, names);
  const forFiles = { ...patience, leastTries: 2, toFailure };

  /** What is small has the whole patience for all that is tried. */
  function ask<T>(
    work: (options: { abortSignal: AbortSignal }) => Promise<T>,
    signal?: AbortSignal,
  ) {
    const late = AbortSignal.timeout(patience.wholeMs);
    const abortSignal = signal ? AbortSignal.any([signal, late]) : late;
    return patiently(() => work({ abortSignal }), { ...patience, toFailure, signal });
  }

  /** Those of a key, or below a prefix, that were begun before; others may still be under way. */
  async function abortUploads(Prefix: string, isMeant: (key: string, begunMs: number) => boolean) {
    const found = await ask((options) =>
      client.send(new ListMultipartUploadsCommand({ Bucket, Prefix }), options),
    );
    for (const { Key = '', UploadId, Initiated } of found.Uploads ?? []) {
      if (!isMeant(Key, Initiated?.getTime() ?? Number.POSITIVE_INFINITY)) continue;
      const upload = { Bucket, Key, UploadId };
      await ask((options) => client.send(new AbortMultipartUploadCommand(upload), options)).catch(
        (error) => {
          if (!isMissing(error)) throw error;
        },
      );
    }
  }

  async function putLarge(
    key: string,
    file: string,
    bytes: number,
    put: object,
    signal?: AbortSignal,
  ) {
    const stop = new AbortController();
    const abort = () => stop.abort();
    signal?.addEventListener('abort', abort, { once: true });
    const body = createReadStream(file);
    try {
      await new Upload({
        client: partsClient,
        params: { ...at(key), ...put, Body: body, ContentLength: bytes },
        partSize: Math.max(PART_BYTES, Math.ceil(bytes / MOST_PARTS)),
        abortController: stop,
        leavePartsOnError: true,
      }).done();
    } catch (error) {
      // Parts of what will never be whole cost money; where this fails too, the next put or the bucket's rules do it.
      await abortUploads(prefix + key, (found) => found === prefix + key).catch(() => {});
      throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
      body.destroy();
    }
  }

  async function* list(below: string, Delimiter?: string) {
    let ContinuationToken: string | undefined;
    do {
      const query = { Bucket, Prefix: prefix + below, Delimiter, ContinuationToken };
      const page = await ask((options) => client.send(new ListObjectsV2Command(query), options));
      yield page;
      ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (ContinuationToken);
  }

  async function removeSome(keys: string[]): Promise<void> {
    await ask(async (options) => {
      const Objects = keys.map((key) => ({ Key: prefix + key }));
      const command = new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } });
      const { Errors = [] } = await client.send(command, options);
      const failed = Errors.find(({ Code }) => Code !== 'NoSuchKey');
      if (failed) throw notDeleted(failed.Code);
    });
  }

  return {
    async put(key, from, { type, signal } = {}) {
      const put = type ? { ContentType: type } : {};
      const bytes = 'file' in from ? (await stat(from.file)).size : from.bytes.length;
      if ('file' in from && bytes > PART_BYTES) {
        const work = () => putLarge(key, from.file, bytes, put, signal);
        await patiently(work, { ...forFiles, signal });
        return;
      }
      const Body = 'file' in from ? await readFile(from.file) : from.bytes;
      const command = () => new PutObjectCommand({ ...at(key), ...put, Body });
      const options = signal && { abortSignal: signal };
      await patiently(() => client.send(command(), options), { ...forFiles, signal });
    },

    read: (key, knownStamp, mostBytes = Number.POSITIVE_INFINITY) =>
      ask(async (options) => {
        try {
          const query = { ...at(key), ...(knownStamp && { IfNoneMatch: knownStamp }) };
          const found = await client.send(new GetObjectCommand(query), options);
          const { Body, ETag = '' } = found;
          const bytes = await readAll(Body as Readable | undefined, mostBytes);
          return { bytes, stamp: ETag };
        } catch (error) {
          if (statusOf(error) === 304) return 'unchanged';
          if (isMissing(error)) return null;
          throw error;
        }
      }),

    readPart: (key, fromByte, untilByte) =>
      ask(async (options) => {
        try {
          const query = { ...at(key), Range: `bytes=${fromByte}-${untilByte - 1}` };
          const { Body } = await client.send(new GetObjectCommand(query), options);
          return Buffer.from((await Body?.transformToByteArray()) ?? []);
        } catch (error) {
          if (isMissing(error)) return null;
          throw error;
        }
      }),

    fetch: (key, file, signal, mostBytes) =>
      patiently(
        () =>
          download(
            async (abortSignal) => {
              const command = new GetObjectCommand(at(key));
              const { Body, ContentLength } = await client.send(command, { abortSignal });
              return { body: Body as Readable, bytes: ContentLength };
            },
            { ...patience, file, signal, mostBytes },
          ),
        { ...forFiles, signal },
      ),

    copy: (from, to) =>
      ask(async (options) => {
        const CopySource = `${Bucket}/${(prefix + from).split('/').map(encodeURIComponent).join('/')}`;
        try {
          await client.send(new CopyObjectCommand({ ...at(to), CopySource }), options);
          return true;
        } catch (error) {
          if (isMissing(error)) return false;
          throw error;
        }
      }),

    stat: (key) =>
      ask(async (options) => {
        try {
          const found = await client.send(new HeadObjectCommand(at(key)), options);
          return {
            key,
            bytes: found.ContentLength ?? 0,
            changedAtMs: found.LastModified?.getTime() ?? 0,
          };
        } catch (error) {
          if (isMissing(error)) return null;
          throw error;
        }
      }),

    async *list(below): AsyncIterable<BucketObject> {
      for await (const { Contents = [] } of list(below)) {
        for (const { Key, Size = 0, LastModified } of Contents) {
          yield { key: keyOf(Key), bytes: Size, changedAtMs: LastModified?.getTime() ?? 0 };
        }
      }
    },

    async folders(below) {
      const found: string[] = [];
      for await (const { CommonPrefixes = [] } of list(below, '/')) {
        for (const { Prefix } of CommonPrefixes) {
          found.push(keyOf(Prefix).slice(below.length).replace(/\/$/, ''));
        }
      }
      return found;
    },

    async remove(keys) {
      for (let i = 0; i < keys.length; i += REMOVED_AT_ONCE) {
        await removeSome(keys.slice(i, i + REMOVED_AT_ONCE));
      }
    },

    async signedUrl(key, { lifeMs, type, fileName, head }) {
      const query = {
        ...at(key),
        ResponseContentType: type,
        ...(fileName && { ResponseContentDisposition: savedAs(fileName) }),
      };
      const command = head ? new HeadObjectCommand(query) : new GetObjectCommand(query);
      const options = { expiresIn: Math.ceil(lifeMs / 1000) };
      return getSignedUrl(browsersClient, command, options).catch((error) => {
        throw toFailure(error);
      });
    },

    async abandonUploads(below, begunBeforeMs) {
      await abortUploads(prefix + below, (_, begunMs) => begunMs < begunBeforeMs);
    },

    async check() {
      const query = { Bucket, Prefix: prefix, MaxKeys: 1 };
      await ask((options) => client.send(new ListObjectsV2Command(query), options));
    },
  };
}

function connect(config: S3Config, { idleMs }: Patience, maxAttempts = 1): S3Client {
  const { endpoint, region, credentials, forcePathStyle } = config;
  return new S3Client({
    ...{ region, forcePathStyle, maxAttempts },
    ...(endpoint && { endpoint }),
    ...(credentials && { credentials }),
    requestHandler: { connectionTimeout: CONNECT_MS, socketTimeout: idleMs },
    // Amazon's newer checksums are refused by some of the others.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

/** The answer as a whole is a success; what it says of one object is made an error like any other. */
function notDeleted(code = 'InternalError'): Error {
  const httpStatusCode = code === 'AccessDenied' ? 403 : 503;
  return Object.assign(new Error(code), { name: code, $metadata: { httpStatusCode } });
}
