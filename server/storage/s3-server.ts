import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findVersitygw } from '../../scripts/parts/versitygw.mjs';
import { freeTcpPort } from '../livekit/ports.ts';
import type { S3Config } from './bucket-config.ts';

/** A real S3 server for the tests, over a temporary folder and on loopback. */
export interface S3Server {
  /** With one empty bucket. */
  config: S3Config & { endpoint: string; credentials: NonNullable<S3Config['credentials']> };
  port: number;
  /** Where its objects lie as files, below the bucket's name. */
  folder: string;
  /** It is away, and keeps what it has. */
  pause(): Promise<void>;
  /** It is back, at the same address. */
  resume(): Promise<void>;
  stop(): Promise<void>;
}

const BUCKET = 'replays';

export function hasS3Server(): boolean {
  return findVersitygw() !== undefined;
}

export async function startS3(): Promise<S3Server> {
  const program = findVersitygw()?.path;
  if (!program) throw new Error('there is no versitygw: `npm run setup -- --for test` brings it');
  const folder = await mkdtemp(join(tmpdir(), 's3-server-'));
  await mkdir(join(folder, BUCKET));
  const port = await freeTcpPort();
  const credentials = { accessKeyId: 'test-key', secretAccessKey: 'test-secret' };
  const begin = async () => {
    const child = spawn(
      program,
      ['--quiet', '--port', `127.0.0.1:${port}`, '--health', '/health', 'posix', folder],
      {
        env: {
          ...process.env,
          ROOT_ACCESS_KEY: credentials.accessKeyId,
          ROOT_SECRET_KEY: credentials.secretAccessKey,
        },
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    await untilHealthy(port, () => child.exitCode !== null);
    return child;
  };
  let child = await begin();
  const end = async () => {
    if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit');
  };
  return {
    config: {
      ...{ kind: 's3', bucket: BUCKET, endpoint: `http://127.0.0.1:${port}`, credentials },
      ...{ region: 'us-east-1', prefix: '', forcePathStyle: true },
    },
    ...{ port, folder },
    pause: end,
    async resume() {
      child = await begin();
    },
    async stop() {
      await end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function untilHealthy(port: number, isOver: () => boolean): Promise<void> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null);
    if (answer?.ok) return;
    if (isOver()) throw new Error('versitygw ended instead of starting');
    await sleep(50);
  }
}
