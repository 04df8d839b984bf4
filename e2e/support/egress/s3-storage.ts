import { readFile } from 'node:fs/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3Upload } from 'livekit-server-sdk';
import type { Storage } from './storage.ts';

/** How often a real one tries each upload. */
const TRIES = 5;

/** Uploads as Egress does with the keys that came with the request: whole objects, and an error ends the recording. */
export function createS3Storage(upload: S3Upload): Storage {
  const { accessKey, secret, region, endpoint, bucket, forcePathStyle } = upload;
  const client = new S3Client({
    ...{ region, forcePathStyle, maxAttempts: TRIES },
    ...(endpoint && { endpoint }),
    ...(accessKey && { credentials: { accessKeyId: accessKey, secretAccessKey: secret } }),
  });

  const store: Storage['store'] = async (key, content) => {
    try {
      await client.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: Buffer.from(content) }),
      );
    } catch (error) {
      throw new Error(`S3 upload failed: ${(error as Error).message}`, { cause: error });
    }
  };

  return {
    store,
    async storeCopy(key, from) {
      const bytes = await readFile(from);
      await store(key, bytes);
      return bytes.length;
    },
  };
}
