import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { botAnswers } from './calls/bot-answers.ts';
import { createBotLink } from './calls/bot-link.ts';
import { createCalls } from './calls/calls.ts';
import type { Answers } from './calls/methods.ts';
import { createRoomLink } from './calls/room-link.ts';
import { createChecks } from './checks.ts';
import type { Config, Role } from './config.ts';
import { createEnding, type Ending } from './ending.ts';
import { findFfmpeg } from './ffmpeg/find.ts';
import { localOrigin } from './http/local-origin.ts';
import { createInbox } from './inbox.ts';
import { openLivekit } from './livekit/open.ts';
import { openWebhooks } from './livekit/open-webhooks.ts';
import { createRooms } from './livekit/rooms.ts';
import type { Log } from './log.ts';
import { createMetrics } from './metrics.ts';
import { createNotify } from './notify.ts';
import { createOutbox } from './outbox.ts';
import { noRecorder } from './recorder/none.ts';
import { promptLibrary } from './segments/prompt-library.ts';
import type { Services } from './services.ts';
import { type RunningBot, startBot } from './start-bot.ts';
import { startClips } from './start-clips.ts';
import { startEvents } from './start-events.ts';
import { startOrders } from './start-orders.ts';
import { servePages } from './start-pages.ts';
import { startPeople } from './start-people.ts';
import { startPreviews } from './start-previews.ts';
import { type OnClose, startProcess } from './start-process.ts';
import { roomAnswers, startRooms } from './start-rooms.ts';
import { startSegments } from './start-segments.ts';
import { startServices } from './start-services.ts';
import { startStorage } from './start-storage.ts';
import { startOwnUpkeep, startUpkeep } from './start-upkeep.ts';

export interface Hindsight {
  /** Where people find the pages. */
  url: string;
  /** The bot's name and number on Discord; null where another process is the bot. */
  bot: { name: string; applicationId: string } | null;
  /** The stand-in for Discord, unless DISCORD_TOKEN is set, or another process is the bot. */
  sandbox: Sandbox | null;
  services: Services;
  close(): Promise<void>;
}

/** Puts the parts together and starts them; what was started is closed again when a later part fails. */
export async function startHindsight(config: Config, log: Log): Promise<Hindsight> {
  const closers: (() => Promise<unknown>)[] = [];
  const ending = createEnding();
  const close = async () => {
    ending.begin();
    for (const closer of closers.splice(0).reverse()) {
      await closer().catch((err) => log.error({ err }, 'a part did not close cleanly'));
    }
  };
  try {
    return { ...(await start(config, log, ending, (closer) => closers.push(closer))), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  config: Config,
  log: Log,
  ending: Ending,
  onClose: OnClose,
): Promise<Omit<Hindsight, 'close'>> {
  const has = (role: Role) => config.roles.includes(role);
  const metrics = createMetrics();
  const ffmpegPath = await findFfmpeg(config.ffmpegPath);
  const own = await startProcess(config, log, onClose);
  const { store, processes, secret } = own;
  const ownUrl = localOrigin(config.http.host, own.http.port);
  const publicUrl = config.http.publicUrl ?? ownUrl;

  const storage = await startStorage(config, own, log);
  const livekit = await openLivekit(config, ownUrl, log);
  onClose(livekit.close);
  const rooms = createRooms(livekit);
  const recorded = await startSegments(config, own, log, onClose);
  const events = await startEvents(own, log, onClose);
  const inbox = createInbox(store);
  const outbox = createOutbox(store, log);
  const parts = { own, storage, recorded, events, publicUrl, ffmpegPath, metrics, log };
  const { queue, ...clipping } = await startClips(config, parts, onClose);

  const hasSandbox = has('bot') && !config.discord.token;
  const sandbox = hasSandbox ? await startSandbox({ dataDir: config.dataDir }) : null;
  if (sandbox) onClose(sandbox.close);

  /** What this process answers itself; the bot as soon as it is logged in. */
  const answers: Answers = {};
  let bot: RunningBot | null = null;
  const running = () => bot;
  const others = store.isShared ? { processes, calls: createCalls(own.internalKey) } : undefined;
  const link = createBotLink({ own: () => answers.bot ?? null, others });
  const orders = await startOrders(config, { ...parts, link }, onClose);
  const people = startPeople(config, { ...parts, clipping, link, running, sandbox });
  const notify = createNotify({ ...people, running, left: store.isShared ? outbox : inbox });
  const { previews, previewHomes } = await startPreviews(
    config,
    { ...parts, clipping, queue, people },
    onClose,
  );

  const looking = has('server')
    ? await startRooms(config, { ...parts, livekit, rooms, notify, others }, onClose)
    : null;
  const recorder = looking?.recorder ?? noRecorder;
  metrics.watchRecordings(recorder);
  metrics.watchShares(recorded.shares.countActive);
  if (looking) answers.server = { ...roomAnswers(looking), forgetPreviews: previews.forget };
  const reconciler = createRoomLink({
    ...{ own: answers.server ?? null, others, log },
    looksAfter: looking?.reconciler.looksAfter ?? (() => false),
  });

  const services = startServices(
    {
      ...{ config, log, secret, publicUrl, livekit, store, processes, answers, metrics },
      ...{ rooms, recorder, reconciler, disk: recorded.disk },
      ...{ shares: recorded.shares, voices: recorded.voices, segmentFiles: recorded.files },
      segments: promptLibrary(recorded.segments),
      previews: { ...previewHomes.noting(previews), forget: reconciler.forgetPreviews },
      ...{ previewHomes, orders, inbox, events, notify, ...clipping, ...people },
      ...openWebhooks(livekit, config.livekit.webhookKeys),
      checks: createChecks(config, { ending, store, rooms, bucket: storage.bucket, running }),
    },
    { own, voiceRecorder: looking?.voiceRecorder ?? { list: async () => [] }, others },
  );

  servePages(services, own);
  if (has('bot')) {
    bot = await startBot(services, { own, sandbox, outbox, ending }, onClose);
    answers.bot = botAnswers(bot.bot, orders);
  }
  await own.handover.arrived();
  if (looking) await startUpkeep(services, looking.reconciler, onClose);
  else startOwnUpkeep(services, onClose);
  return { url: publicUrl, bot: bot?.bot ?? null, sandbox, services };
}
