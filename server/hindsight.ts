import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Bot, startBot } from '../bot/bot.ts';
import { jobs as allJobs } from '../jobs/all.ts';
import { createRuns } from '../jobs/runs.ts';
import { startJobs } from '../jobs/scheduler.ts';
import { createServerTasks } from '../jobs/server-tasks.ts';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { createAlerts } from './alerts.ts';
import { createApiKeys } from './auth/api-keys.ts';
import { createAvatars } from './auth/avatars.ts';
import { createLinks } from './auth/links.ts';
import { rememberMembers } from './auth/members.ts';
import { createMemberships } from './auth/memberships.ts';
import { openDiscordSignIn } from './auth/open-discord-sign-in.ts';
import { installationSecret } from './auth/secret.ts';
import { createSessions } from './auth/sessions.ts';
import { createButtonWatch } from './clips/button-watch.ts';
import { createClipLinks } from './clips/clip-link.ts';
import { createHeldSegments } from './clips/held-segments.ts';
import { createClipLibrary } from './clips/library.ts';
import { createClipMaker } from './clips/maker.ts';
import { createMayClip } from './clips/may-clip.ts';
import { mayPreview } from './clips/may-keep.ts';
import { createOrderBoard } from './clips/order-board.ts';
import { openOrderDesk } from './clips/order-desk.ts';
import { createOrders } from './clips/orders.ts';
import { createPosters } from './clips/posters.ts';
import { createRenderQueue } from './clips/render-queue.ts';
import { createSaveClip } from './clips/save.ts';
import { createVoiceFinder } from './clips/voice.ts';
import type { Config } from './config.ts';
import { createConsents } from './consent/consents.ts';
import { createEvents } from './events.ts';
import { findFfmpeg } from './ffmpeg/find.ts';
import { createHandover } from './handover.ts';
import { createApp } from './http/app.ts';
import { askDiscord } from './http/ask-discord.ts';
import { localOrigin } from './http/local-origin.ts';
import { proxySignalling } from './http/signalling-proxy.ts';
import { createInbox } from './inbox.ts';
import { openLivekit } from './livekit/open.ts';
import { createRooms } from './livekit/rooms.ts';
import { createWebhookLog } from './livekit/webhook-log.ts';
import { createWebhookReader } from './livekit/webhooks.ts';
import type { Log } from './log.ts';
import { createMarks } from './marks/marks.ts';
import { createMetrics } from './metrics.ts';
import { createExport } from './people/export.ts';
import { createForget } from './people/forget.ts';
import { openPreviews } from './previews/previews.ts';
import { openRecorder, openSpoolOf } from './recorder/open.ts';
import { createSegmentLibrary } from './segments/library.ts';
import { openSegmentFiles } from './segments/open.ts';
import { createSessionReader } from './segments/read-session.ts';
import { voiceFolder } from './segments/voice-folder.ts';
import { createRemovedServers } from './servers/removed.ts';
import { createServerRules } from './servers/rules.ts';
import { createServerSettings } from './servers/server-settings.ts';
import type { Services } from './services.ts';
import { createSettings } from './settings/settings.ts';
import { createNotices } from './shares/notices.ts';
import { createReconciler } from './shares/reconcile.ts';
import { watchSessions } from './shares/sessions.ts';
import { createShares } from './shares/shares.ts';
import { createVoices } from './shares/voices.ts';
import { openStore } from './store/open.ts';
import { migrate, needReadable } from './store/version.ts';
import { sweepParts } from './whole-file.ts';
import { createLanguages } from './words/languages.ts';
import { type Say, USUAL, wordsIn } from './words/words.ts';

export interface Hindsight {
  /** Where people find the pages. */
  url: string;
  /** The bot's name on Discord. */
  botName: string;
  /** The stand-in for Discord, unless DISCORD_TOKEN is set. */
  sandbox: Sandbox | null;
  services: Services;
  close(): Promise<void>;
}

/** Puts the parts together and starts them; what was started is closed again when a later part fails. */
export async function startHindsight(config: Config, log: Log): Promise<Hindsight> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) {
      await closer().catch((err) => log.error({ err }, 'a part did not close cleanly'));
    }
  };
  try {
    return { ...(await start(config, log, (closer) => closers.push(closer))), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  config: Config,
  log: Log,
  onClose: (closer: () => Promise<unknown>) => void,
): Promise<Omit<Hindsight, 'close'>> {
  const metrics = createMetrics();
  const ffmpegPath = await findFfmpeg(config.ffmpegPath);
  await mkdir(config.dataDir, { recursive: true });
  if (!config.bucket) await mkdir(config.segmentsPath, { recursive: true });

  const store = await openStore(config, log);
  onClose(store.close);
  await needReadable(store);
  // The bot leaves last, where another process takes over.
  let leave = async () => {};
  onClose(() => leave());
  const handover = createHandover({ store, owner: randomUUID(), log });
  onClose(handover.close);
  const http = await handover.listen(config.http.host, config.http.port);
  onClose(http.close);
  // Now that the port is ours, no other process works in these folders.
  const tempPath = join(config.dataDir, 'tmp');
  await rm(tempPath, { recursive: true, force: true });
  await sweepParts(config.clipsPath);
  const livekit = await openLivekit(config, localOrigin(config.http.host, http.port), log);
  onClose(livekit.close);
  const spool = await openSpoolOf(config, log);
  if (spool) onClose(spool.close);
  const files = openSegmentFiles(config, spool);
  const readSession = createSessionReader({ files });
  const { recorder, voiceRecorder } = openRecorder(config, livekit, {
    ...{ ffmpegPath, readSession, spool, log },
  });

  const secret = installationSecret(config.dataDir, 'secret');
  const events = createEvents(store, log);
  onClose(events.settled);
  const inbox = createInbox(store);
  const shares = createShares(store);
  metrics.watchRecordings(recorder);
  metrics.watchShares(shares.countActive);
  const voices = createVoices(store);
  const rooms = createRooms(livekit);
  const segments = createSegmentLibrary({ ...config, files, readSession });
  const voice = createVoiceFinder({
    library: createSegmentLibrary({ ...config, files, readSession, folderOf: voiceFolder }),
    ...{ voices, shares },
  });
  const clips = createClipLibrary({ store, clipsPath: config.clipsPath });
  const { clipsPath, segmentsPath } = config;
  await migrate({ store, clips, log });
  const marks = createMarks({ store, windowMs: config.windowMs });
  const queue = metrics.timing(createRenderQueue(config.renderSlots));
  const clipMaker = createClipMaker({
    ...{ segments, voice, shares, clips, marks, queue, clipsPath, tempPath, ffmpegPath, log },
  });

  const posters = createPosters({ clips, queue, tempPath, ffmpegPath, log });
  onClose(posters.close);

  const sandbox = config.discord.token ? null : await startSandbox({ dataDir: config.dataDir });
  if (sandbox) onClose(sandbox.close);
  const orders = await openOrderDesk({
    orders: createOrders(store),
    board: createOrderBoard({ store, events, log }),
    held: createHeldSegments(join(config.dataDir, 'held')),
    limits: config.orderLimits,
  });

  let bot: Bot | null = null;
  const needBot = () => {
    if (!bot) throw new Error('the bot is not logged in');
    return bot;
  };
  const isMember = rememberMembers(async (userId, guildId) => needBot().isMember(userId, guildId));
  const settings = createSettings(store);
  const consents = createConsents(store);
  const servers = createServerSettings(store);
  const rules = createServerRules({
    ...{ servers, clips, config },
    rolesOf: (userId, guildId) =>
      askDiscord((async () => needBot().rolesOf(userId, guildId))(), log),
    parentOf: (channelId) => bot?.parentOf(channelId),
  });
  const access = async (userId: string, channelId: string) => needBot().access(userId, channelId);
  const mayClip = createMayClip({
    ...{ settings, consents, shares, rules, isMember },
    access: (userId, channelId) => askDiscord(access(userId, channelId), log),
  });
  const previews = await openPreviews({
    ...{ segments, voice, clips, marks, queue, ffmpegPath, log },
    ...{ windowMs: config.windowMs, previewsPath: config.previewsPath },
    longestMs: config.previewLongestMs,
    maySee: (userId, clip) => mayPreview(userId, clip, isMember),
  });
  onClose(previews.stop);
  const languages = createLanguages({
    store,
    servers,
    guildLocale: (guildId) => bot?.names.locale(guildId),
  });
  const notify = async (userId: string, say: Say) => {
    const words = say(wordsIn(await languages.of(userId).catch(() => USUAL)));
    await (bot ? bot.notify(userId, words) : inbox.put(userId, words));
  };
  const notices = metrics.counting(createNotices(events, notify));
  const reconciler = createReconciler({
    ...{ rooms, recorder, voiceRecorder, shares, voices, segmentsPath, notices, log },
    sessions: watchSessions({ readSession, files, ffmpegPath, log }),
  });
  onClose(voiceRecorder.close);
  onClose(recorder.close);
  onClose(reconciler.close);

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
      rooms,
      recorder,
      shares,
      voices,
      reconciler,
    },
    segmentFiles: files,
    ...{ segments, clips, clipMaker, orders, posters, previews, marks, inbox, events },
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
      applicationId: async () => needBot().applicationId,
    }),
    avatars: createAvatars(log),
    ...{ settings, consents, servers, rules, mayClip, access },
    withdraw: async (userId, clipId) => needBot().withdraw(userId, clipId),
    isMember,
    memberships: createMemberships(store),
    names: {
      person: (userId, guildId) => bot?.names.person(userId, guildId),
      guild: (guildId) => bot?.names.guild(guildId),
      locale: (guildId) => bot?.names.locale(guildId),
      channel: (channelId) => bot?.names.channel(channelId),
    },
    postPlaces: {
      of: async (userId) => needBot().postPlaces.of(userId),
      need: async (...asked) => needBot().postPlaces.need(...asked),
    },
    readWebhook: webhookLog.noting(createWebhookReader(keys)),
    webhookLog,
    checks: {
      store: store.ping,
      livekit: rooms.list,
      discord: async () => needBot().check(),
    },
    metrics,
  };
  const removedServers = createRemovedServers(parts);
  const tasks = createServerTasks({ ...parts, removedServers, voiceRecorder });
  const runs = createRuns(store);
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

  const takeSignalling = proxySignalling(http.server, livekit.url, log);
  const handle = createApp(services).callback();
  http.serve((request, response) => takeSignalling(request, response) || handle(request, response));

  const { token = sandbox?.botToken ?? '', apiUrl = sandbox?.apiUrl } = config.discord;
  const { shards } = config.discord;
  const answering = await startBot(services, { token, apiUrl, shards });
  bot = answering;
  onClose(async () => {
    await answering.finish();
    if (!(await handover.isAwaited())) return answering.leave();
    leave = async () => {
      await handover.untilArrived();
      await answering.leave();
    };
  });
  await handover.arrived();

  await reconciler.lookAll();
  reconciler.watch();
  const jobs = startJobs({ config, store, tasks, log });
  onClose(jobs.close);
  return { url: publicUrl, botName: bot.name, sandbox, services };
}
