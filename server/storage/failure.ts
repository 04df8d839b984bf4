import { BucketAway, BucketRefused } from './bucket.ts';

/** How a bucket is named to whoever runs the server. No secret is among it. */
export interface BucketNames {
  /** Such as: The bucket "replays" at s3.example.org */
  bucket: string;
  /** The variable with the bucket's name. */
  nameVariable: string;
  /** The variables with where it is. */
  placeVariables: string;
  /** The variables with the keys. */
  keyVariables: string;
}

/** What the libraries of Amazon and of Azure tell of a failed request. */
interface Told {
  name?: string;
  message?: string;
  code?: unknown;
  statusCode?: number;
  details?: { errorCode?: string };
  $metadata?: { httpStatusCode?: number };
}

/** The disk here, not the bucket. */
const LOCAL = [
  'ENOENT',
  'ENOSPC',
  'EDQUOT',
  'EACCES',
  'EPERM',
  'EROFS',
  'EISDIR',
  'ENOTDIR',
].concat(['EMFILE', 'ENFILE', 'EFBIG', 'EIO']);
/** HEAD has no body that could say more than NotFound. */
const NO_OBJECT = ['NoSuchKey', 'NotFound', 'NoSuchUpload', 'BlobNotFound'];
const NO_BUCKET = ['NoSuchBucket', 'ContainerNotFound'];
const NO_ANSWER = ['TimeoutError', 'AbortError'];
const CLOCK = ['RequestTimeTooSkewed', 'RequestExpired'];
/** Statuses and codes of the kind that says no, but only for now. */
const FOR_NOW = [408, 409, 425, 429];
const ONCE_MORE = ['RequestTimeout', 'NoSuchUpload'];

/** HTTP status of the answer; undefined where there was none. */
export function statusOf(error: unknown): number | undefined {
  const { $metadata, statusCode } = error as Told;
  return $metadata?.httpStatusCode ?? statusCode;
}

/** What the bucket calls it, such as NoSuchKey; or the system's code, such as ECONNREFUSED. */
function codeOf(error: unknown): string {
  const { code, details, name, message } = error as Told;
  const told = typeof code === 'string' ? code : details?.errorCode;
  return String(told || name || message);
}

/** There is no such object. A bucket or an account that isn't there is something else, also where it answers 404. */
export function isMissing(error: unknown): boolean {
  return statusOf(error) === 404 && NO_OBJECT.includes(codeOf(error));
}

/**
 * BucketAway, BucketRefused, or the error itself where it is none of the bucket's. The library's error does not come
 * along as the cause: it holds the signed request.
 */
export function failureOf(error: unknown, names: BucketNames): unknown {
  if (error instanceof BucketAway || error instanceof BucketRefused) return error;
  const { bucket, keyVariables, placeVariables, nameVariable } = names;
  const code = codeOf(error);
  const status = statusOf(error);
  if (LOCAL.includes(code)) return error;
  if (code === 'CredentialsProviderError') {
    return new BucketRefused(`${bucket} can't be asked without keys: set ${keyVariables}.`);
  }
  const isNo = status !== undefined && status >= 300 && status < 500 && !FOR_NOW.includes(status);
  if (!isNo || ONCE_MORE.includes(code)) {
    if (status === undefined && !isOfNetwork(error)) return error;
    const said = NO_ANSWER.includes(code) ? 'no answer in time' : [status, code].join(' ').trim();
    return new BucketAway(
      `${bucket} can't be used just now (${said}). Is it up, and ${placeVariables} right?`,
    );
  }
  if (NO_BUCKET.includes(code)) {
    return new BucketRefused(`${bucket} is not there: make it, or set ${nameVariable} right.`);
  }
  if (CLOCK.includes(code)) {
    // The library puts its own clock right by the answer; that may do for the next time.
    return new BucketAway(`${bucket} refuses (${code}): set this machine's clock, by NTP.`);
  }
  const look = [401, 403, 404].includes(status)
    ? `${keyVariables}, and at the rights that docs/storage.md lists`
    : `${placeVariables} and ${nameVariable}`;
  return new BucketRefused(`${bucket} refuses (${status} ${code}): look at ${look}.`);
}

/** Connections that can't be made, break off or stand still; a programming mistake is nothing of these. */
function isOfNetwork(error: unknown): boolean {
  const { code, name, $metadata } = error as Told;
  const isTold = $metadata !== undefined || name === 'RestError';
  const isBroken = NO_ANSWER.includes(name ?? '');
  return (
    isTold ||
    isBroken ||
    (typeof code === 'string' && /^(E[A-Z]|ERR_STREAM|CERT_|UNABLE_)/.test(code))
  );
}
