/** Where segments and clips lie instead of local folders. Plain data: it is handed to worker threads. */
export type BucketConfig = S3Config | AzureConfig;

export interface S3Config {
  kind: 's3';
  bucket: string;
  /** undefined: Amazon's, by region. */
  endpoint?: string | undefined;
  /** Where browsers reach it, if not at `endpoint`. */
  publicEndpoint?: string | undefined;
  region: string;
  /** undefined: what Amazon gives the machine itself, such as a role. */
  credentials?: { accessKeyId: string; secretAccessKey: string } | undefined;
  /** Before all keys: empty, or with a slash at its end. */
  prefix: string;
  /** The bucket's name stands in the path of an address, not in its host. */
  forcePathStyle: boolean;
}

export interface AzureConfig {
  kind: 'azure';
  connectionString: string;
  container: string;
  accountName: string;
  accountKey: string;
}

interface Variables {
  S3_BUCKET?: string | undefined;
  S3_ENDPOINT?: string | undefined;
  S3_PUBLIC_ENDPOINT?: string | undefined;
  S3_REGION: string;
  S3_ACCESS_KEY_ID?: string | undefined;
  S3_SECRET_ACCESS_KEY?: string | undefined;
  S3_PREFIX?: string | undefined;
  S3_FORCE_PATH_STYLE?: 'true' | 'false' | undefined;
  AZURE_STORAGE_CONNECTION_STRING?: string | undefined;
  AZURE_STORAGE_CONTAINER?: string | undefined;
}

const S3_NEEDS_BUCKET = [
  ...(['S3_ENDPOINT', 'S3_PUBLIC_ENDPOINT', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const),
  ...(['S3_PREFIX', 'S3_FORCE_PATH_STYLE'] as const),
];

/** @param wrong is told each variable that does not go with the others, and what it should be */
export function checkBucketVariables(
  env: Variables,
  wrong: (name: keyof Variables, why: string) => void,
): void {
  const need = (name: keyof Variables, because: keyof Variables) => {
    if (env[because] && !env[name]) wrong(name, `is needed because ${because} is set`);
  };
  const given = S3_NEEDS_BUCKET.find((name) => env[name]);
  if (given) need('S3_BUCKET', given);
  need('S3_SECRET_ACCESS_KEY', 'S3_ACCESS_KEY_ID');
  need('S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY');
  // Only Amazon gives a machine keys of its own.
  if (env.S3_BUCKET && !env.S3_SECRET_ACCESS_KEY) need('S3_ACCESS_KEY_ID', 'S3_ENDPOINT');
  need('AZURE_STORAGE_CONTAINER', 'AZURE_STORAGE_CONNECTION_STRING');
  need('AZURE_STORAGE_CONNECTION_STRING', 'AZURE_STORAGE_CONTAINER');
  const account = accountOf(env.AZURE_STORAGE_CONNECTION_STRING ?? '');
  if (env.AZURE_STORAGE_CONNECTION_STRING && !account) {
    wrong(
      'AZURE_STORAGE_CONNECTION_STRING',
      'has to be a whole one, with DefaultEndpointsProtocol, AccountName and AccountKey',
    );
  }
  if (env.S3_BUCKET && env.AZURE_STORAGE_CONTAINER) {
    wrong(
      'AZURE_STORAGE_CONTAINER',
      'can not be set together with S3_BUCKET: it is one or the other',
    );
  }
}

/** @returns undefined: local folders */
export function bucketOf(env: Variables): BucketConfig | undefined {
  const account = accountOf(env.AZURE_STORAGE_CONNECTION_STRING ?? '');
  if (account && env.AZURE_STORAGE_CONNECTION_STRING && env.AZURE_STORAGE_CONTAINER) {
    const connectionString = env.AZURE_STORAGE_CONNECTION_STRING;
    return { kind: 'azure', connectionString, container: env.AZURE_STORAGE_CONTAINER, ...account };
  }
  if (!env.S3_BUCKET) return undefined;
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = env;
  const prefix = env.S3_PREFIX?.replace(/^\/+|\/+$/g, '');
  return {
    kind: 's3',
    bucket: env.S3_BUCKET,
    endpoint: env.S3_ENDPOINT,
    publicEndpoint: env.S3_PUBLIC_ENDPOINT,
    region: env.S3_REGION,
    credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined,
    prefix: prefix ? `${prefix}/` : '',
    forcePathStyle: env.S3_FORCE_PATH_STYLE
      ? env.S3_FORCE_PATH_STYLE === 'true'
      : env.S3_ENDPOINT !== undefined,
  };
}

/** A signature instead of the account's key can't sign addresses. */
function accountOf(connectionString: string) {
  if (!/DefaultEndpointsProtocol=/i.test(connectionString)) return undefined;
  const accountName = /(?:^|;)\s*AccountName=([^;]+)/i.exec(connectionString)?.[1];
  const accountKey = /(?:^|;)\s*AccountKey=([^;]+)/i.exec(connectionString)?.[1];
  return accountName && accountKey ? { accountName, accountKey } : undefined;
}
