import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freeTcpPort } from '../server/livekit/ports.ts';
import { roomName } from '../server/livekit/room-name.ts';
import {
  openTestInstallation,
  type StartedProcess,
  type TestInstallation,
} from '../server/test-installation.ts';
import { en } from '../server/words/en.ts';
import { startLivekit, type TestLivekit } from './support/livekit.ts';
import { type NodeShare, shareFromNode } from './support/node-sharer.ts';
import { skipWithout } from './support/parts.ts';
import { until } from './support/until.ts';

const missing = await skipWithout('redis', 'livekit', 'ffmpeg');

// Two servers that record one share each, in processes of their own.
describe.skipIf(missing)('servers with places for one share each', () => {
  let parts: TestInstallation;
  let livekit: TestLivekit;
  let servers: StartedProcess[];
  const shares: NodeShare[] = [];

  beforeAll(async () => {
    const PORT = String(await freeTcpPort());
    livekit = await startLivekit({ webhookUrl: `http://127.0.0.1:${PORT}/api/livekit/webhook` });
    parts = await openTestInstallation();
    const keys = { LIVEKIT_API_KEY: livekit.apiKey, LIVEKIT_API_SECRET: livekit.apiSecret };
    const env = { LIVEKIT_URL: livekit.url, ...keys, MAX_SHARES: '1' };
    // The first hears of all that is shared.
    servers = await Promise.all([
      parts.start('server,bot,worker', 'first', { ...env, PORT }),
      parts.start('server', 'second', env),
    ]);
    await Promise.all(servers.map((one) => one.says('Hindsight is up')));
  });
  afterAll(async () => {
    await Promise.all(shares.map((one) => one.stop()));
    await parts?.close();
    await livekit?.close();
  });

  /** How many each server records. */
  async function recorded(): Promise<number[]> {
    const texts = servers.map(async ({ url }) => (await fetch(`${url}/metrics`)).text());
    return (await Promise.all(texts)).map((text) =>
      Number(/^hindsight_recordings (\d+)/m.exec(text)?.[1]),
    );
  }
  const untilRecorded = (what: string, counts: number[]) =>
    until(what, async () => `${await recorded()}` === `${counts}`, { timeoutMs: 30_000 });

  /** In a channel of their own: a room with a share stays where it is. */
  async function share(as: string, channel: string): Promise<NodeShare> {
    const { me, guilds } = await parts.sandbox.control.world(as);
    const guild = guilds.find(({ channels }) => channels.some(({ name }) => name === channel));
    const id = guild?.channels.find(({ name }) => name === channel)?.id ?? '';
    const room = { userId: me, roomName: roomName(guild?.id ?? '', id) };
    const sharing = await shareFromNode(livekit, room);
    shares.push(sharing);
    return sharing;
  }
  const dms = async (as: string) =>
    (await parts.sandbox.control.dms(as)).map(({ content }) => content);

  test('a share for which one has no place is recorded by the other; nobody hears of it', async () => {
    await share('ada', 'clips');
    await untilRecorded('it is recorded', [1, 0]);
    await share('bo', 'general');
    await untilRecorded('the other one records, too', [1, 1]);
    expect([...(await dms('ada')), ...(await dms('bo'))]).toEqual([]);
  });

  test('where all are full, who comes waits, is told so, and begins when a place is free', async () => {
    await share('cy', 'highlights');
    await until('cy is told', async () => (await dms('cy')).length > 0, { timeoutMs: 30_000 });
    expect(await dms('cy')).toEqual([expect.stringContaining(en.faults.recorderFull)]);
    expect(await recorded()).toEqual([1, 1]);
    const { control } = parts.sandbox;
    const status = async () => {
      const { id } = await control.run({ as: 'cy', channel: '#chat', command: '/replay status' });
      return (await control.waitForAnswer(id)).message?.content;
    };
    expect(await status()).toContain('waits for a free recorder: number 1');
    await shares[0]?.stop();
    await until('it is recorded', async () => (await status())?.includes('is recorded since'), {
      timeoutMs: 30_000,
    });
    await untilRecorded('both are full again', [1, 1]);
    expect(await dms('cy')).toHaveLength(1);
  });
});
