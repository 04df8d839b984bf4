import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SandboxControl, SeenInteraction, SeenMessage } from '../../sandbox/client.ts';
import { snowflakeTime } from '../../sandbox/snowflake.ts';
import { loadConfig } from '../../server/config.ts';
import { type Hindsight, startHindsight } from '../../server/hindsight.ts';
import { roomName } from '../../server/livekit/room-name.ts';
import { createLog } from '../../server/log.ts';
import type { Coverage } from '../../server/segments/library.ts';
import type { Services } from '../../server/services.ts';
import { serveCards } from './card/serve-card.ts';
import { findPart } from './parts.ts';
import type { Sent } from './sent-frames.ts';
import { openShare, type ShareOptions, type Sharing } from './share.ts';
import { until } from './until.ts';

/** The person's name in the sandbox (ada, bo, cy) and where they type. */
export interface Who {
  as: string;
  channel: string;
}

export const ADA: Who = { as: 'ada', channel: '#clips' };
export const BO: Who = { as: 'bo', channel: '#clips' };

export interface PostedClip {
  /** The interaction's id, which is also the clip's in the library. */
  id: string;
  /** The posted file as it was downloaded. */
  file: string;
  bytes: number;
  message: SeenMessage;
  /** When the command was sent, on the server's clock. */
  commandMs: number;
  /** From the command to the posted clip, ms. */
  tookMs: number;
  /** What the person's browsers sent until then. */
  sent: Sent[];
}

/** The whole product on loopback, with the sandbox for Discord and everything in a folder of its own. */
export interface Product {
  hindsight: Hindsight;
  services: Services;
  sandbox: SandboxControl;
  dataDir: string;
  /** Types a command and waits until it is answered for good. */
  type(who: Who, command: string, timeoutMs?: number): Promise<SeenInteraction>;
  /** /replay start, opens the link in a browser of one's own, presses "Share screen", waits for "Recording". */
  shareAs(who: Who, options?: ShareOptions): Promise<Sharing>;
  /** Types a /clip or /replay post command and downloads what it posts. */
  clip(who: Who, command: string, timeoutMs?: number): Promise<PostedClip>;
  userId(who: Who): Promise<string>;
  /** Waits until so much can be clipped. @returns what is buffered then */
  buffered(who: Who, ms: number): Promise<Coverage>;
  /** Closes the browsers, then the product, and removes its folder. */
  close(): Promise<void>;
}

/** @param env what to configure otherwise, as environment variables */
export async function startProduct(env: Record<string, string> = {}): Promise<Product> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hindsight-e2e-'));
  const config = loadConfig({
    DATA_DIR: dataDir,
    PORT: '0',
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'error',
    FFMPEG_PATH: process.env.FFMPEG_PATH,
    LIVEKIT_SERVER_BIN: (await findPart('livekit')) ?? undefined,
    ...env,
  });
  const hindsight = await startHindsight(config, createLog(config.logLevel));
  const sandbox = hindsight.sandbox?.control;
  if (!sandbox) throw new Error('the tests need the sandbox: unset DISCORD_TOKEN');
  const cards = await serveCards();
  const open: (Sharing & Who)[] = [];

  const userId: Product['userId'] = async ({ as }) => (await sandbox.world(as)).me;
  const type: Product['type'] = async (who, command, timeoutMs = 60_000) => {
    const { id } = await sandbox.run({ ...who, command });
    return waitForOutcome(sandbox, id, timeoutMs);
  };

  return {
    ...{ hindsight, services: hindsight.services, sandbox, dataDir, type, userId },
    async buffered(who, ms) {
      const id = await userId(who);
      const enough = async () => {
        const buffer = await hindsight.services.segments.coverage(id);
        return buffer && buffer.bufferedMs >= ms && buffer;
      };
      return until(`${ms} ms are buffered`, enough, { timeoutMs: 3 * ms + 30_000 });
    },
    async shareAs(who, options = {}) {
      const link = linkIn(await type(who, '/replay start'));
      const sharing = await openShare(link, cards.card(options.card), options);
      open.push({ ...sharing, ...who });
      await sharing.press();
      return sharing;
    },
    async clip(who, command, timeoutMs) {
      const { id, message } = await type(who, command, timeoutMs);
      const tookMs = Date.now() - snowflakeTime(id);
      const attachment = message?.attachments[0];
      if (!message || !attachment) throw new Error(`no clip: ${message?.content ?? 'no answer'}`);
      const posted = await sandbox.download(attachment.url);
      const file = join(dataDir, `posted-${id}.mp4`);
      await writeFile(file, posted);
      const sent = open.filter(({ as }) => as === who.as).flatMap((sharing) => sharing.sent);
      const commandMs = snowflakeTime(id);
      return { id, file, bytes: posted.length, message, commandMs, tookMs, sent };
    },
    async close() {
      await Promise.all(open.map((sharing) => sharing.close()));
      await hindsight.close();
      await cards.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** An answer that can still be cancelled only tells how far it is. */
export async function waitForOutcome(
  sandbox: SandboxControl,
  id: string,
  timeoutMs: number,
): Promise<SeenInteraction> {
  const outcome = async () => {
    const seen = await sandbox.waitForAnswer(id, timeoutMs);
    return JSON.stringify(seen.message?.components ?? []).includes('cancel:') ? null : seen;
  };
  return until(`interaction ${id} has its outcome`, outcome, { timeoutMs });
}

/** Who somebody is, and what they share for where they type. @throws Error when they can't see that channel */
export async function placeOf(sandbox: SandboxControl, { as, channel }: Who) {
  const { me: userId, guilds } = await sandbox.world(as);
  const isTheirs = ({ name }: { name: string }) => channel === `#${name}`;
  const guild = guilds.find(({ channels }) => channels.some(isTheirs));
  const found = guild?.channels.find(isTheirs);
  if (!guild || !found) throw new Error(`${as} has no ${channel}`);
  return { userId, channelId: found.id, roomName: roomName(guild.id, found.id) };
}

/** What /replay status says to somebody. */
export async function statusOf(sandbox: SandboxControl, who: Who): Promise<string> {
  const { id } = await sandbox.run({ ...who, command: '/replay status' });
  return (await sandbox.waitForAnswer(id)).message?.content ?? '';
}

/** Waits until that says that ten seconds can be clipped: for a product in other processes. */
export async function untilClippable(sandbox: SandboxControl, who: Who): Promise<void> {
  const enough = async () =>
    /(1\ds|[2-9]\ds|\dm) can be clipped/.test(await statusOf(sandbox, who));
  await until('ten seconds can be clipped', enough, { timeoutMs: 60_000, everyMs: 500 });
}

/** The personal link in the answer to /replay start. */
export function linkIn({ message }: SeenInteraction): string {
  const link = /https?:\/\/[^"]+#link=[^"]+/.exec(JSON.stringify(message?.components))?.[0];
  if (!link) throw new Error(`no link in the answer: ${message?.content}`);
  return link;
}
