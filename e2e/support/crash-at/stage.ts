import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Sandbox, startSandbox } from '../../../sandbox/start.ts';
import { freeTcpPort } from '../../../server/livekit/ports.ts';
import { closable } from '../closable.ts';
import { ADA, linkIn } from '../hindsight.ts';
import { startLivekit, type TestLivekit } from '../livekit.ts';
import { type ProductProcess, startProductProcess } from '../product-process.ts';
import { writeRecorded } from '../recorded.ts';
import { until } from '../until.ts';
import { CHANGES_FILE, type CrashOrder, ORDER_FILE } from './crash.ts';
import { type Shot, takeShot } from './shot.ts';

/** The product as one process that can be told where to die, Discord's stand-in, and ada at her pages. */
export interface Stage {
  sandbox: Sandbox;
  livekit: TestLivekit;
  product: ProductProcess;
  dataDir: string;
  /** By name: ada, bo, cy. */
  userIds: Record<string, string>;
  /** As ada's pages ask. @throws Error when it is refused, or nobody is there */
  ask<T>(method: string, path: string, body?: object): Promise<T>;
  /** Ada looks at the newest of her clips, whose posters are made where they are not yet. */
  visitLibrary(): Promise<void>;
  /** Orders a crash, or takes that back. */
  order(crash: CrashOrder | null): Promise<void>;
  /** What has changed so far, and where it died. */
  changes(): Promise<string[]>;
  /** See takeShot. */
  shot(sinceMs?: number): Promise<Shot>;
  close(): Promise<void>;
}

const PRELOAD = fileURLToPath(new URL('preload.ts', import.meta.url));
/** How much of ada's and bo's screens was recorded before, s. */
const SECONDS = 20;
/** Longer than a run through all points takes. */
const WINDOW_MINUTES = '120';

export function startStage(): Promise<Stage> {
  return closable(async (onClose) => {
    const folder = await mkdtemp(join(tmpdir(), 'hindsight-crash-at-'));
    onClose(() => rm(folder, { recursive: true, force: true }));
    const dataDir = join(folder, 'data');
    const [orderFile, changesFile] = [join(folder, 'order.json'), join(folder, 'changes.log')];
    await writeFile(changesFile, '');
    const sandbox = await startSandbox({ dataDir: folder });
    onClose(sandbox.close);
    // Of its own, so that who shares goes on sharing while the product is dead.
    const port = await freeTcpPort();
    const webhookUrl = `http://127.0.0.1:${port}/api/livekit/webhook`;
    const livekit = await startLivekit({ webhookUrl });
    onClose(livekit.close);
    const userIds: Record<string, string> = {};
    for (const as of ['ada', 'bo', 'cy']) userIds[as] = (await sandbox.control.world(as)).me;
    await writeRecorded(join(dataDir, 'replay-segments'), {
      ...{ userIds: [userIds.ada ?? '', userIds.bo ?? ''], seconds: SECONDS },
      startMs: Date.now() - 2 * SECONDS * 1000,
    });
    // What is made once and stays is no step of anything.
    const segments = Object.values(userIds).map((id) => join('replay-segments', id));
    for (const name of ['clips', 'held', 'previews', 'tmp', ...segments]) {
      await mkdir(join(dataDir, name), { recursive: true });
    }
    const product = await startProductProcess(sandbox, dataDir, {
      ...{ PORT: String(port), NODE_OPTIONS: `--import ${PRELOAD}` },
      ...{ [ORDER_FILE]: orderFile, [CHANGES_FILE]: changesFile },
      ...{ LIVEKIT_URL: livekit.url, LIVEKIT_API_KEY: livekit.apiKey },
      LIVEKIT_API_SECRET: livekit.apiSecret,
      REPLAY_SEGMENT_CLEANUP_AGE_MINUTES: WINDOW_MINUTES,
      ...{ CLIPS_PER_PERSON: '0', CLIPS_PER_SERVER: '0' },
    });
    onClose(product.close);
    const cookie = await signIn(sandbox, product.url);
    const headers = { cookie, origin: product.url, 'content-type': 'application/json' };
    async function ask<T>(method: string, path: string, body?: object): Promise<T> {
      const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
      const answer = await fetch(product.url + path, init);
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
      return (text ? JSON.parse(text) : undefined) as T;
    }
    return {
      ...{ sandbox, livekit, product, dataDir, userIds, ask },
      async visitLibrary() {
        const { clips } = await ask<{ clips: { id: string }[] }>('GET', '/api/clips?limit=3');
        for (const { id } of clips) {
          const poster = await fetch(`${product.url}/api/clips/${id}/poster`, { headers });
          await poster.arrayBuffer();
        }
      },
      order: (crash) =>
        crash ? writeFile(orderFile, JSON.stringify(crash)) : rm(orderFile, { force: true }),
      async changes() {
        return (await readFile(changesFile, 'utf8')).split('\n').slice(0, -1);
      },
      shot: (sinceMs) => takeShot(dataDir, sandbox.control, sinceMs),
    };
  });
}

/** By the link that /replay start gives: then her session knows a channel. @returns the cookie */
async function signIn({ control }: Sandbox, url: string): Promise<string> {
  const { id } = await control.run({ ...ADA, command: '/replay start' });
  const link = linkIn(await control.waitForAnswer(id)).split('#link=')[1];
  const answer = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json' },
    body: JSON.stringify({ link }),
  });
  const [cookie] = answer.headers.getSetCookie();
  return until('ada is signed in', () => cookie?.split(';')[0]);
}
