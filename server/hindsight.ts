import { join } from 'node:path';
import { jobs as allJobs } from '../jobs/all.ts';
import { createRuns } from '../jobs/runs.ts';
import { createServerTasks } from '../jobs/server-tasks.ts';
import { turnNames } from '../jobs/turn-names.ts';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { createAlerts } from './alerts.ts';
import { createApiKeys } from './auth/api-keys.ts';
import { createAvatars } from './auth/avatars.ts';
import { createLinks } from './auth/links.ts';
import { rememberMembers } from './auth/members.ts';
import { createMemberships } from './auth/memberships.ts';
import { openDiscordSignIn } from './auth/open-discord-sign-in.ts';
import { createSessions } from './auth/sessions.ts';
import { botAnswers } from './calls/bot-answers.ts';
import { createBotLink } from './calls/bot-link.ts';
import { createCalls } from './calls/calls.ts';
import { knownNames } from './calls/known-names.ts';
import type { Answers } from './calls/methods.ts';
import { createRoomLink } from './calls/room-link.ts';
import { createButtonWatch } from './clips/button-watch.ts';
import { createClipLinks } from './clips/clip-link.ts';
import { openClipFiles } from './clips/files.ts';
import { createHeldSegments } from './clips/held-segments.ts';
import { createClipLibrary } from './clips/library.ts';
import { createMayClip } from './clips/may-clip.ts';
import { mayPreview } from './clips/may-keep.ts';
import { openClipMaker } from './clips/open-maker.ts';
import { createOrderBoard } from './clips/order-board.ts';
import { openOrderDesk } from './clips/order-desk.ts';
import { createOrders } from './clips/orders.ts';
import { createPosters } from './clips/posters.ts';
import { inBucket } from './clips/remote-files.ts';
import { createRenderQueue } from './clips/render-queue.ts';
import { createSaveClip } from './clips/save.ts';
import { createVoiceFinder } from './clips/voice.ts';
import type { Config, Role } from './config.ts';
import { createConsents } from './consent/consents.ts';
import { openDisk } from './disk/disk.ts';
import { createEnding, type Ending } from './ending.ts';
import { createEvents } from './events.ts';
import { findFfmpeg } from './ffmpeg/find.ts';
import { askDiscord } from './http/ask-discord.ts';
import { localOrigin } from './http/local-origin.ts';
import { allInUse, ownInUse } from './in-use.ts';
import { createInbox } from './inbox.ts';
import { openLivekit } from './livekit/open.ts';
import { createRooms } from './livekit/rooms.ts';
import { createWebhookLog } from './livekit/webhook-log.ts';
import { createWebhookReader } from './livekit/webhooks.ts';
import type { Log } from './log.ts';
import { createMarks } from './marks/marks.ts';
import { createMetrics } from './metrics.ts';
import { createOutbox } from './outbox.ts';
import { createExport } from './people/export.ts';
import { createForget } from './people/forget.ts';
import { createPreviewHomes } from './previews/homes.ts';
import { openPreviews } from './previews/previews.ts';
import { noRecorder } from './recorder/none.ts';
import { openSpoolOf } from './recorder/open.ts';
import { createSegmentLibrary } from './segments/library.ts';
import { openSegmentFiles } from './segments/open.ts';
import { promptLibrary } from './segments/prompt-library.ts';
import { createSessionReader } from './segments/read-session.ts';
import { toldBucket } from './segments/told-bucket.ts';
import { voiceFolder } from './segments/voice-folder.ts';
import { createRemovedServers } from './servers/removed.ts';
import { createServerRules } from './servers/rules.ts';
import { createServerSettings } from './servers/server-settings.ts';
import type { Services } from './services.ts';
import { createSettings } from './settings/settings.ts';
import { createShares } from './shares/shares.ts';
import { createVoices } from './shares/voices.ts';
import { startBot } from './start-bot.ts';
import { servePages, startOwnUpkeep, startUpkeep } from './start-pages.ts';
import { type OnClose, startProcess } from './start-process.ts';
import { roomAnswers, startRooms } from './start-rooms.ts';
import { openBucket } from './storage/open.ts';
import { migrate } from './store/version.ts';
import { OTHERS_QUIET_MS } from './whole-file.ts';
import { createLanguages } from './words/languages.ts';
import { type Say, USUAL, wordsIn } from './words/words.ts';

/** A clip's record and lists are changed in less, ms: the process before this one may be ending yet. */
const CHANGED_MS = 1000;

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
  const { store, http, processes, secret, tempPath, previewsPath } = own;
  const bucket = openBucket(config);
  const recentPath = join(tempPath, 'recent-clips');
  const clipFiles = await openClipFiles({ config, bucket, recentPath, log });
  await clipFiles.sweep(store.isShared ? OTHERS_QUIET_MS : 0);
  const livekit = await openLivekit(config, localOrigin(config.http.host, http.port), log);
  onClose(livekit.close);
  const spool = has('server') ? await openSpoolOf(config, log) : null;
  if (spool) onClose(spool.close);
  const files = openSegmentFiles(config, spool);
  const readSession = createSessionReader({ files });
  const disk = openDisk({ config, store, files, readSession, log });
  onClose(disk.close);

  const events = createEvents(store, log, Date.now, store.isShared ? processes : undefined);
  const deaf = await events.listen();
  onClose(async () => deaf());
  onClose(events.settled);
  const inbox = createInbox(store);
  const outbox = createOutbox(store, log);
  const shares = createShares(store, Date.now, config.segmentsPath);
  const voices = createVoices(store, config.segmentsPath);
  const rooms = createRooms(livekit);
  const segments = createSegmentLibrary({ ...config, files, readSession });
  const voice = createVoiceFinder({
    library: createSegmentLibrary({ ...config, files, readSession, folderOf: voiceFolder }),
    ...{ voices, shares },
  });
  const clips = createClipLibrary({ store, clipsPath: config.clipsPath, files: clipFiles });
  if (has('server')) await migrate({ store, clips, log });
  // Others may be at work on what is not finished; then the cleaner does it.
  if (!store.isShared) {
    await clips.finishChanges(CHANGED_MS).catch((err) => {
      log.warn({ err }, 'a change of a clip that was broken off is not finished yet');
    });
  }
  const marks = createMarks({ store, windowMs: config.windowMs });
  const queue = metrics.timing(createRenderQueue(config.renderSlots));
  const handed = bucket && store.isShared ? inBucket(toldBucket(bucket), tempPath) : undefined;
  const maker = await openClipMaker(config, {
    ...{ segments, voice, shares, clips, marks, queue, tempPath, ffmpegPath, log },
    ...(handed && { files: handed }),
  });
  onClose(maker.close);
  const { clipMaker } = maker;

  const posters = createPosters({ clips, queue, tempPath, ffmpegPath, log });
  onClose(posters.close);

  const hasSandbox = has('bot') && !config.discord.token;
  const sandbox = hasSandbox ? await startSandbox({ dataDir: config.dataDir }) : null;
  if (sandbox) onClose(sandbox.close);

  /** What this process answers itself; the bot as soon as it is logged in. */
  const answers: Answers = {};
  let running: Awaited<ReturnType<typeof startBot>> | null = null;
  const others = store.isShared ? { processes, calls: createCalls(own.internalKey) } : undefined;
  const link = createBotLink({ own: () => answers.bot ?? null, others });
  const heldPath = join(config.dataDir, 'held');
  const held = createHeldSegments(heldPath, handed && { files: handed, log });
  const orders = await openOrderDesk({
    ...{ store, held },
    orders: createOrders(store, held.release),
    board: createOrderBoard({ store, events, log }),
    limits: config.orderLimits,
    cancelElsewhere: link.cancelElsewhere,
  });
  onClose(async () => orders.close());

  const isMember = rememberMembers(link.isMember);
  const names = knownNames(link, () => running?.bot.names ?? null);
  const settings = createSettings(store);
  const consents = createConsents(store);
  const servers = createServerSettings(store);
  const rules = createServerRules({
    ...{ servers, clips, config },
    rolesOf: (userId, guildId) => askDiscord(link.rolesOf(userId, guildId), log),
    parentOf: (channelId) => link.parentOf(channelId).catch(() => undefined),
  });
  const { access } = link;
  const mayClip = createMayClip({
    ...{ settings, consents, shares, rules, isMember },
    access: (userId, channelId) => askDiscord(access(userId, channelId), log),
  });
  const previews = await openPreviews({
    ...{ segments, voice, clips, marks, queue, ffmpegPath, log },
    ...{ windowMs: config.windowMs, previewsPath },
    longestMs: config.previewLongestMs,
    maySee: (userId, clip) => mayPreview(userId, clip, isMember),
  });
  onClose(previews.stop);
  const previewHomes = createPreviewHomes(store, processes, config.previewLongestMs);
  const languages = createLanguages({ store, servers, guildLocale: names.locale });
  const notify = async (userId: string, say: Say) => {
    const words = say(wordsIn(await languages.of(userId).catch(() => USUAL)));
    if (running?.tellsDms) return running.bot.notify(userId, words);
    await (store.isShared ? outbox : inbox).put(userId, words);
  };
  const looking = has('server')
    ? await startRooms(
        config,
        {
          ...{ own, livekit, ffmpegPath, readSession, rooms, shares, voices, events, notify },
          ...{ spool, files, disk, others, metrics, log },
        },
        onClose,
      )
    : null;
  const recorder = looking?.recorder ?? noRecorder;
  metrics.watchRecordings(recorder);
  metrics.watchShares(shares.countActive);
  if (looking) {
    answers.server = { ...roomAnswers(looking), forgetPreviews: previews.forget };
  }
  const roomLink = createRoomLink({
    ...{ own: answers.server ?? null, others, log },
    looksAfter: looking?.reconciler.looksAfter ?? (() => false),
  });

  const keys = [{ key: livekit.apiKey, secret: livekit.apiSecret }, ...config.livekit.webhookKeys];
  const webhookLog = createWebhookLog();
  const publicUrl = config.http.publicUrl ?? localOrigin(config.http.host, http.port);
  const parts: Omit<Services, 'removedServers' | 'forget' | 'exportPerson' | 'tasks'> = {
    ...{
      config,
      log,
      secret,
      publicUrl,
      livekit,
      store,
      processes,
      answers,
      rooms,
      recorder,
      disk,
      shares,
      voices,
      reconciler: roomLink,
    },
    previews: { ...previewHomes.noting(previews), forget: roomLink.forgetPreviews },
    previewHomes,
    segmentFiles: files,
    segments: promptLibrary(segments),
    ...{ clips, clipMaker, orders, posters, marks, inbox, events },
    ...{ languages, notify },
    alerts: createAlerts(store),
    clipLinks: createClipLinks({ secret, publicUrl }),
    saveClip: createSaveClip({ store, clips }),
    buttonWatch: createButtonWatch(store),
    links: createLinks(store),
    sessions: createSessions(store, secret),
    apiKeys: createApiKeys(store, secret),
    discordSignIn: openDiscordSignIn({
      ...{ config, store, publicUrl, sandbox, log },
      applicationId: link.applicationId,
    }),
    avatars: createAvatars(log),
    ...{ settings, consents, servers, rules, mayClip, access },
    withdraw: link.withdraw,
    isMember,
    memberships: createMemberships(store),
    ...{ names, postPlaces: link.postPlaces },
    readWebhook: webhookLog.noting(createWebhookReader(keys)),
    webhookLog,
    checks: {
      process: ending.check,
      store: store.ping,
      ...(has('server') && { livekit: rooms.list }),
      ...(has('bot') && {
        discord: async () => {
          if (!running) throw new Error('the bot is not logged in');
          await running.bot.check();
        },
      }),
      ...(bucket && { storage: bucket.check }),
    },
    metrics,
  };
  const removedServers = createRemovedServers(parts);
  const inUse = () =>
    ownInUse({
      ...{ ...parts, previewsPath, held: orders.held },
      voiceRecorder: looking?.voiceRecorder ?? { list: async () => [] },
    });
  answers.process = { inUse };
  const tasks = createServerTasks({
    ...{ ...parts, removedServers },
    inUse: () => allInUse(inUse, others),
  });
  const runs = createRuns(store, turnNames(config.dataDir));
  metrics.watchJobs(() => runs.all(Object.keys(allJobs)));
  const services: Services = {
    ...{
      ...parts,
      removedServers,
      tasks,
      forget: createForget(parts),
      exportPerson: createExport(parts),
    },
  };

  servePages(services, own);
  if (has('bot')) {
    running = await startBot(services, { own, sandbox, outbox, ending }, onClose);
    answers.bot = botAnswers(running.bot, orders);
  }
  await own.handover.arrived();
  if (looking) await startUpkeep(services, looking.reconciler, onClose);
  else startOwnUpkeep(services, onClose);
  return { url: publicUrl, bot: running?.bot ?? null, sandbox, services };
}
