import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ask } from '../../../bench/child.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/start.ts';
import { freeTcpPort } from '../../../server/livekit/ports.ts';
import { closable } from '../closable.ts';
import { linkIn } from '../hindsight.ts';
import { startLivekit, type TestLivekit } from '../livekit.ts';
import { type ProductProcess, startProductProcess } from '../product-process.ts';
import { writeRecorded } from '../recorded.ts';
import type { Held } from './reporting-main.ts';

/** The product in a process of its own, with a LiveKit beside it and people who have something to clip. */
export interface LoadStage {
  url: string;
  sandbox: Sandbox;
  livekit: TestLivekit;
  product: ProductProcess;
  /** Ids of people with ten seconds and more in their buffers, of a share that is over. */
  people: string[];
  /** Signs a person in on a page. @returns the cookie */
  signIn(userId: string): Promise<string>;
  /** What the product holds at this moment. */
  held(): Promise<Held>;
  /** A figure of `/metrics`, such as `hindsight_recordings`; 0 where it is not there. */
  figure(name: string): Promise<number>;
  /** Names of temporary files. */
  temporary(): Promise<string[]>;
  close(): Promise<void>;
}

const BUFFERED_S = 14;
/** So that each clip is made, however slow the machine is. */
const ALL_CLIPS = { CLIPS_AT_ONCE_PER_SERVER: '0' };
const REPORTING = fileURLToPath(new URL('reporting-main.ts', import.meta.url));

/** @param env what to configure otherwise */
export const openLoadStage = (people: number, env: Record<string, string> = {}) =>
  closable(async (onClose): Promise<Omit<LoadStage, 'close'>> => {
    const dataDir = await mkdtemp(join(tmpdir(), 'hindsight-load-'));
    onClose(() => rm(dataDir, { recursive: true, force: true }));
    const sandbox = await startSandbox({ dataDir });
    onClose(sandbox.close);
    const { control } = sandbox;
    const names = Array.from({ length: people }, (_, i) => `person${i}`);
    const ids = await control.addPeople(names);
    const startMs = Date.now() - 60_000;
    const segmentsPath = join(dataDir, 'replay-segments');
    await writeRecorded(segmentsPath, { userIds: ids, seconds: BUFFERED_S, startMs });
    const port = await freeTcpPort();
    const url = `http://127.0.0.1:${port}`;
    const livekit = await startLivekit({ webhookUrl: `${url}/api/livekit/webhook` });
    onClose(livekit.close);
    const keys = { LIVEKIT_API_KEY: livekit.apiKey, LIVEKIT_API_SECRET: livekit.apiSecret };
    const all = { PORT: String(port), LIVEKIT_URL: livekit.url, ...keys, ...ALL_CLIPS, ...env };
    const script = { file: REPORTING, flags: ['--expose-gc'] };
    const product = await startProductProcess(sandbox, dataDir, all, undefined, script);
    onClose(product.close);
    return {
      ...{ url, sandbox, livekit, product, people: ids },
      async signIn(userId) {
        const place = { as: userId, channel: '#clips' };
        const { id } = await control.run({ ...place, command: '/replay start' });
        const [, link] = /#link=([\w-]+)/.exec(linkIn(await control.waitForAnswer(id))) ?? [];
        const response = await fetch(`${url}/api/session`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ link }),
        });
        const [cookie] = response.headers.getSetCookie();
        if (!cookie) throw new Error(`nobody is signed in: ${response.status}`);
        await response.body?.cancel();
        return cookie.split(';')[0] ?? '';
      },
      held: () => ask<Held>(product.child(), 'held'),
      async figure(name) {
        const text = await (await fetch(`${url}/metrics`)).text();
        const line = text.split('\n').find((one) => one.startsWith(`${name} `));
        return Number(line?.split(' ').at(-1) ?? 0);
      },
      temporary: () => readdir(join(dataDir, 'tmp')).catch(() => []),
    };
  });
