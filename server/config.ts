import { resolve } from 'node:path';
import { z } from 'zod';
import { parseSize } from './disk/size.ts';
import { withSecretFiles } from './secrets/files.ts';
import { bucketOf, checkBucketVariables } from './storage/bucket-config.ts';

/** The only reader of the environment. Every variable is explained in .env.example. */
export type Config = ReturnType<typeof loadConfig>;

const url = (...protocols: string[]) =>
  z.url({
    protocol: new RegExp(`^(${protocols.join('|')})$`),
    error: `has to be a URL that starts with ${protocols.map((p) => `${p}://`).join(' or ')}`,
  });
const whole = (min: number, max: number) =>
  z
    .string()
    .refine((text) => /^\d+$/.test(text) && Number(text) >= min && Number(text) <= max, {
      error: `has to be a whole number from ${min} to ${max}`,
    })
    .transform(Number);
const listed = (text: string) => text.split(',').map((part) => part.trim());
const keys = z.string().transform(listed);

const ROLES = ['server', 'bot', 'worker'] as const;
/** What a process does: pages, API and recordings; Discord; renders. */
export type Role = (typeof ROLES)[number];
const isRole = (text: string): text is Role => ROLES.some((role) => role === text);
const roles = z
  .string()
  .refine((text) => listed(text).every(isRole), {
    error: 'has to list some of server, bot and worker, separated by commas',
    abort: true,
  })
  .transform((text) => listed(text).filter(isRole));
/** Such as `0-3` or `0,2,5-6`. */
const shardIds = z
  .string()
  .regex(/^\d{1,4}(-\d{1,4})?(,\d{1,4}(-\d{1,4})?)*$/, {
    error: 'has to be numbers and ranges, such as 0-3 or 0,2',
    abort: true,
  })
  .transform((text) => [
    ...new Set(
      text.split(',').flatMap((part) => {
        const [from = 0, to = from] = part.split('-').map(Number);
        return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
      }),
    ),
  ]);
const size = z
  .string()
  .refine((text) => parseSize(text) !== null, {
    error: 'has to be a size, such as 20GB, 500MiB or a number of bytes',
  })
  .transform((text) => parseSize(text) ?? 0);

const schema = z
  .object({
    DISCORD_TOKEN: z.string().optional(),
    DISCORD_API_URL: url('https', 'http').optional(),
    DISCORD_CLIENT_SECRET: z.string().optional(),
    SHARDS: z
      .union([z.literal('auto'), whole(1, 1000)], {
        error: 'has to be auto or a whole number from 1 to 1000',
      })
      .default(1),
    SHARD_IDS: shardIds.optional(),
    DISCORD_AUTHORIZE_URL: url('https', 'http').optional(),
    HOST: z.string().default('127.0.0.1'),
    PORT: whole(0, 65535).default(3000),
    PUBLIC_URL: url('https', 'http').optional(),
    INTERNAL_URL: url('https', 'http').optional(),
    DATA_DIR: z.string().default('./data'),
    STORE_URL: url('redis', 'rediss').optional(),
    ROLES: roles.default([...ROLES]),
    S3_BUCKET: z.string().optional(),
    S3_ENDPOINT: url('https', 'http').optional(),
    S3_PUBLIC_ENDPOINT: url('https', 'http').optional(),
    S3_REGION: z.string().default('us-east-1'),
    S3_ACCESS_KEY_ID: z.string().optional(),
    S3_SECRET_ACCESS_KEY: z.string().optional(),
    S3_PREFIX: z.string().optional(),
    S3_FORCE_PATH_STYLE: z.enum(['true', 'false'], { error: 'has to be true or false' }).optional(),
    AZURE_STORAGE_CONNECTION_STRING: z.string().optional(),
    AZURE_STORAGE_CONTAINER: z.string().optional(),
    LIVEKIT_URL: url('wss', 'ws', 'https', 'http').optional(),
    LIVEKIT_API_KEY: z.string().optional(),
    LIVEKIT_API_SECRET: z.string().optional(),
    LIVEKIT_WEBHOOK_API_KEY: keys.optional(),
    LIVEKIT_WEBHOOK_SECRET: keys.optional(),
    LIVEKIT_SERVER_BIN: z.string().optional(),
    LIVEKIT_NODE_IP: z.string().optional(),
    LIVEKIT_UDP_PORT: whole(1, 65535).default(7882),
    LIVEKIT_TCP_PORT: whole(1, 65535).default(7881),
    RECORDER: z
      .enum(['embedded', 'egress'], { error: 'has to be embedded or egress' })
      .default('embedded'),
    MAX_SHARES: whole(1, 1000).optional(),
    REPLAY_MAX_HEIGHT: whole(144, 2160).default(720),
    REPLAY_MAX_FPS: whole(5, 60).default(30),
    REPLAY_MIN_KBPS: whole(100, 100_000).default(800),
    REPLAY_MAX_KBPS: whole(100, 100_000).default(8000),
    REPLAY_SEGMENTS_PATH: z.string().optional(),
    REPLAY_SEGMENT_CLEANUP_AGE_MINUTES: whole(1, 24 * 60).default(20),
    REPLAY_MAX_BYTES: size.default(0),
    REPLAY_MAX_BYTES_PER_PERSON: size.default(0),
    REPLAY_MAX_BYTES_PER_SERVER: size.default(0),
    REPLAY_MIN_FREE_BYTES: size.optional(),
    CLIPS_KEEP_POSTED_DAYS: whole(0, 3650).default(7),
    CLIP_QUALITY: z
      .enum(['fit', 'full', 'link'], { error: 'has to be fit, full or link' })
      .default('fit'),
    PREVIEW_MAX_HOURS: whole(1, 7 * 24).default(12),
    FFMPEG_PATH: z.string().optional(),
    RENDER_SLOTS: whole(1, 64).optional(),
    CLIPS_AT_ONCE_PER_PERSON: whole(0, 1000).default(10),
    CLIPS_AT_ONCE_PER_SERVER: whole(0, 1000).default(100),
    CLIPS_PER_PERSON: whole(0, 100_000).default(60),
    CLIPS_PER_SERVER: whole(0, 100_000).default(300),
    CLIPS_PER_MINUTES: whole(1, 24 * 60).default(10),
    LOG_LEVEL: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
        error: 'has to be trace, debug, info, warn, error, fatal or silent',
      })
      .default('info'),
  })
  .superRefine((env, context) => {
    const need = (name: keyof typeof env, why: string) => {
      if (!env[name]) context.addIssue({ code: 'custom', path: [name], message: why });
    };
    if (env.LIVEKIT_URL) {
      need('LIVEKIT_API_KEY', 'is needed because LIVEKIT_URL is set');
      need('LIVEKIT_API_SECRET', 'is needed because LIVEKIT_URL is set');
    }
    if (ROLES.some((role) => !env.ROLES.includes(role))) {
      const why = 'is needed because ROLES leaves something to other processes';
      need('STORE_URL', `${why}, which share their records in Redis`);
      need('LIVEKIT_URL', `${why}, which share one LiveKit`);
      if (env.ROLES.includes('bot')) need('DISCORD_TOKEN', why);
    }
    const { SHARDS: count, SHARD_IDS: held } = env;
    if (held && (count === 'auto' || held.length === 0 || held.some((id) => id >= count))) {
      context.addIssue({
        code: 'custom',
        path: ['SHARD_IDS'],
        message:
          'has to name shards from 0 to SHARDS - 1, with the same number as SHARDS everywhere',
      });
    }
    if (env.RECORDER === 'egress') {
      need(
        'LIVEKIT_URL',
        'is needed because RECORDER=egress: Egress belongs to a LiveKit of yours',
      );
    }
    if (env.REPLAY_MIN_KBPS > env.REPLAY_MAX_KBPS) {
      context.addIssue({
        code: 'custom',
        path: ['REPLAY_MIN_KBPS'],
        message: 'has to be at most REPLAY_MAX_KBPS',
      });
    }
    const { LIVEKIT_WEBHOOK_API_KEY: names, LIVEKIT_WEBHOOK_SECRET: secrets } = env;
    if ((names?.length ?? 0) !== (secrets?.length ?? 0)) {
      context.addIssue({
        code: 'custom',
        path: ['LIVEKIT_WEBHOOK_SECRET'],
        message: 'has to list as many values as LIVEKIT_WEBHOOK_API_KEY',
      });
    }
    checkBucketVariables(env, (name, message) =>
      context.addIssue({ code: 'custom', path: [name], message }),
    );
  });

/** Names of all variables that are read. */
export const VARIABLES = Object.keys(schema.shape);

/** Names every variable that is wrong and what it should be. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * @param env usually process.env; empty values count as not set. Secrets may stand in files instead: secrets/files.ts.
 * @throws ConfigError
 */
export function loadConfig(env: Record<string, string | undefined>) {
  const { env: whole, problems } = withSecretFiles(env);
  const given = Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success || problems.length > 0) {
    const issues = parsed.error?.issues.map((i) => `${i.path.join('.')} ${i.message}`) ?? [];
    const lines = [...problems, ...issues];
    throw new ConfigError(`The configuration is not right:\n  ${lines.join('\n  ')}`);
  }
  const set = parsed.data;
  const dataDir = resolve(set.DATA_DIR);
  return {
    discord: {
      token: set.DISCORD_TOKEN,
      /** undefined: the real Discord, unless the sandbox stands in. */
      apiUrl: set.DISCORD_API_URL,
      /** undefined: nobody signs in with Discord, unless the sandbox stands in. */
      clientSecret: set.DISCORD_CLIENT_SECRET,
      /** Where people agree to sign in; undefined: the real Discord's page, unless the sandbox stands in. */
      authorizeUrl: set.DISCORD_AUTHORIZE_URL,
      /** Connections to the gateway, each in a process of its own where there are several; auto: as Discord recommends. */
      shards: set.SHARDS,
      /** Of those, the ones that this process holds; undefined: all. */
      shardIds: set.SHARD_IDS,
    },
    /** What this process does. */
    roles: set.ROLES,
    http: {
      ...{ host: set.HOST, port: set.PORT, publicUrl: set.PUBLIC_URL?.replace(/\/+$/, '') },
      /** Where other processes of the installation reach this one; undefined: found out from the network. */
      internalUrl: set.INTERNAL_URL?.replace(/\/+$/, ''),
    },
    dataDir,
    clipsPath: resolve(dataDir, 'clips'),
    /** Previews that are open. */
    previewsPath: resolve(dataDir, 'previews'),
    /** How long one may stay open. */
    previewLongestMs: set.PREVIEW_MAX_HOURS * 3600_000,
    segmentsPath: resolve(set.REPLAY_SEGMENTS_PATH ?? `${dataDir}/replay-segments`),
    /** How far back one can clip. */
    windowMs: set.REPLAY_SEGMENT_CLEANUP_AGE_MINUTES * 60_000,
    /** What segments may take, and what is to stay free beside them. */
    diskLimits: {
      maxBytes: set.REPLAY_MAX_BYTES || Number.POSITIVE_INFINITY,
      maxBytesPerPerson: set.REPLAY_MAX_BYTES_PER_PERSON || Number.POSITIVE_INFINITY,
      maxBytesPerServer: set.REPLAY_MAX_BYTES_PER_SERVER || Number.POSITIVE_INFINITY,
      /** undefined: see disk/limits.ts. */
      minFreeBytes: set.REPLAY_MIN_FREE_BYTES,
    },
    storeUrl: set.STORE_URL,
    /** Where segments and clips lie; undefined: in the local folders above. */
    bucket: bucketOf(set),
    livekit: {
      url: set.LIVEKIT_URL,
      apiKey: set.LIVEKIT_API_KEY,
      apiSecret: set.LIVEKIT_API_SECRET,
      /** What webhooks may be signed with, where that is not the API key itself. */
      webhookKeys: (set.LIVEKIT_WEBHOOK_API_KEY ?? []).map((key, i) => ({
        key,
        secret: set.LIVEKIT_WEBHOOK_SECRET?.[i] ?? '',
      })),
      serverBin: set.LIVEKIT_SERVER_BIN,
      /** Address that LiveKit announces for media; loopback unless friends elsewhere share too. */
      nodeIp: set.LIVEKIT_NODE_IP,
      /** Fixed where they have to be open for friends; free ones, on loopback, without a nodeIp. */
      mediaPorts: set.LIVEKIT_NODE_IP
        ? { udp: set.LIVEKIT_UDP_PORT, tcp: set.LIVEKIT_TCP_PORT }
        : {},
    },
    recorder: set.RECORDER,
    /** Recordings at once in this process; undefined: as many as it can. */
    maxShares: set.MAX_SHARES,
    /** For recorders that encode again: Egress. */
    encoding: {
      maxHeight: set.REPLAY_MAX_HEIGHT,
      maxFps: set.REPLAY_MAX_FPS,
      minKbps: set.REPLAY_MIN_KBPS,
      maxKbps: set.REPLAY_MAX_KBPS,
    },
    /** How long a posted clip stays in its owner's library; 0: not at all. */
    postedKeptMs: set.CLIPS_KEEP_POSTED_DAYS * 24 * 3600_000,
    /** What is done where a clip is too large and its order does not say. */
    clipQuality: set.CLIP_QUALITY,
    ffmpegPath: set.FFMPEG_PATH,
    /** Renders at once; undefined: one a core. */
    renderSlots: set.RENDER_SLOTS,
    /** How many clips people and servers may have made. */
    orderLimits: {
      person: {
        atOnce: set.CLIPS_AT_ONCE_PER_PERSON || Number.POSITIVE_INFINITY,
        inWindow: set.CLIPS_PER_PERSON || Number.POSITIVE_INFINITY,
      },
      server: {
        atOnce: set.CLIPS_AT_ONCE_PER_SERVER || Number.POSITIVE_INFINITY,
        inWindow: set.CLIPS_PER_SERVER || Number.POSITIVE_INFINITY,
      },
      windowMs: set.CLIPS_PER_MINUTES * 60_000,
    },
    logLevel: set.LOG_LEVEL,
  };
}
