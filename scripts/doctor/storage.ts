import { randomUUID } from 'node:crypto';
import type { Config } from '../../server/config.ts';
import type { Bucket } from '../../server/storage/bucket.ts';
import { openBucket } from '../../server/storage/open.ts';
import { anonymousProblems } from './anonymous.ts';
import { type Finding, why } from './check.ts';

const name = 'storage';
const ADDRESS_LIFE_MS = 60_000;
/** Amazon refuses requests from a clock that differs by 15 minutes; addresses live as long. */
const CLOCK_NOTED_MS = 60_000;
/** Past any window: only what the cleaner has lost sight of is that old. */
const SEGMENTS_EXPIRE_DAYS = 3;

/** Whether the bucket does all that Hindsight needs of it, tried with a small object that is removed again. */
export async function checkStorage(
  { bucket: config }: Pick<Config, 'bucket'>,
  bucket = openBucket({ bucket: config }),
): Promise<Finding[]> {
  if (!config || !bucket) return [];
  const key = `doctor/${randomUUID()}`;
  try {
    const { offsetMs, open } = await tryAll(bucket, key);
    const ok: Finding = {
      name,
      state: 'ok',
      says: 'the bucket can be listed, written, read and deleted from',
    };
    return [ok, ...open.map(tooOpen), ...judgeClock(offsetMs), proposeRules(config)];
  } catch (error) {
    const todo = 'The rights that the key needs are in docs/storage.md.';
    return [{ name, state: 'missing', says: why(error), todo }];
  } finally {
    await bucket.remove([key]).catch(() => {});
  }
}

/** @returns how far the bucket's clock is ahead of ours, ms, and what strangers may do */
async function tryAll(bucket: Bucket, key: string) {
  await bucket.check();
  const sentMs = Date.now();
  await bucket.put(key, { bytes: Buffer.from('hindsight') }, { type: 'text/plain' });
  const found = await bucket.stat(key);
  if (!found) throw new Error('What was just written is not in the bucket.');
  const url = await bucket.signedUrl(key, { lifeMs: ADDRESS_LIFE_MS, type: 'text/plain' });
  const answer = await fetch(url).catch(() => null);
  if (!answer?.ok) {
    const { host } = new URL(url);
    throw new Error(
      `Signed addresses at ${host} give nothing (${answer?.status ?? 'no answer'}): browsers could not play clips.`,
    );
  }
  const open = await anonymousProblems(url, key);
  await bucket.remove([key]);
  if (await bucket.stat(key)) throw new Error('What was removed is still in the bucket.');
  return { offsetMs: found.changedAtMs - sentMs, open };
}

function tooOpen(says: string): Finding {
  const todo =
    'Take public access off the bucket: Hindsight signs each address that it gives away.';
  return { name, state: 'missing', says, todo };
}

function judgeClock(offsetMs: number): Finding[] {
  if (Math.abs(offsetMs) < CLOCK_NOTED_MS) return [];
  const says = `the bucket's clock differs by ${Math.round(offsetMs / 1000)} s from this machine's`;
  return [{ name, state: 'note', says, todo: "Set this machine's clock, by NTP." }];
}

/** A safety net behind our own cleaning; clips are kept for as long as their owners like. */
function proposeRules(config: NonNullable<Config['bucket']>): Finding {
  const says = 'a rule of the bucket itself can remove what a crash left behind';
  if (config.kind === 'azure') {
    const todo = `In the storage account, page Lifecycle management: delete blobs below ${config.container}/segments/ ${SEGMENTS_EXPIRE_DAYS} days after they were changed; nothing below clips/.`;
    return { name, state: 'note', says, todo };
  }
  const todo = `Unless it is set already: aws s3api put-bucket-lifecycle-configuration --bucket ${config.bucket} --lifecycle-configuration '${JSON.stringify(lifecycleOf(config.prefix))}' (it replaces all rules that are there).`;
  return { name, state: 'note', says, todo };
}

/** As S3 takes it. @param prefix what stands before all keys */
export function lifecycleOf(prefix: string) {
  return {
    Rules: [
      {
        ID: 'hindsight-unfinished-uploads',
        Status: 'Enabled',
        Filter: { Prefix: prefix },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      },
      {
        ID: 'hindsight-segments',
        Status: 'Enabled',
        Filter: { Prefix: `${prefix}segments/` },
        Expiration: { Days: SEGMENTS_EXPIRE_DAYS },
      },
    ],
  };
}
