import type { Config } from '../../../server/config.ts';
import { findFfmpeg } from '../../../server/ffmpeg/find.ts';
import type { AppState } from '../../../server/http/app-state.ts';
import { localOrigin } from '../../../server/http/local-origin.ts';
import { proxiesLivekit, SIGNALLING_PATH } from '../../../server/http/signalling-proxy.ts';
import { shareToken } from '../../../server/livekit/tokens.ts';
import { type Finding, why } from '../check.ts';
import { judgeDisk } from '../disk.ts';
import { askApp, checkReady } from './app.ts';
import { checkDeletable, type User } from './deletable.ts';
import { checkBot } from './discord.ts';
import { tryEgress } from './egress.ts';
import { checkEvents } from './events.ts';
import { judgeJobs } from './jobs.ts';
import { type LivekitAccess, openRoom } from './livekit.ts';
import { judgeInUse, judgeShares } from './orphans.ts';
import { checkPublicUrl, checkTcp, judgeMedia } from './ports.ts';
import { type Connected, publishPicture } from './publish.ts';
import { checkRedisClock } from './redis-clock.ts';
import { createUndo, type Undo } from './undo.ts';
import { awaitWebhook } from './webhook.ts';

export interface Examination {
  config: Config;
  /** Each finding as soon as it is there. */
  tell(findings: Finding[]): void;
  /** What is being done, before each slow step. */
  progress(words: string): void;
  /** Aborted by Ctrl-C: what was made is removed all the same. */
  signal: AbortSignal;
}

interface Way {
  livekit: LivekitAccess;
  /** Where browsers find its signalling. */
  signallingUrl: string;
  /** Of the running Hindsight; null without one. */
  state: AppState | null;
  undo: Undo;
}

/**
 * Tries out what can only be found where things run: Hindsight, its LiveKit, Egress, the ways between them.
 * @throws the signal's reason, once everything it made is removed again
 */
export async function examineRunning({
  config,
  tell,
  progress,
  signal,
}: Examination): Promise<void> {
  const { state, says } = await askApp(config);
  tell(says);
  const undo = createUndo();
  try {
    const origin = state ? await examineApp(config, state, tell) : null;
    tell(await checkBot(config));
    if (config.storeUrl) tell(await checkRedisClock(config.storeUrl));
    const { url, apiKey, apiSecret, nodeIp, mediaPorts } = config.livekit;
    if (url && apiKey && apiSecret) {
      const livekit = { url, apiKey, apiSecret };
      const signallingUrl =
        origin && proxiesLivekit(url) ? `${origin}${SIGNALLING_PATH}` : livekit.url;
      const examination = { config, tell, progress, signal };
      await examineLivekit(examination, { livekit, signallingUrl, state, undo });
    } else if (state && nodeIp && mediaPorts.tcp) {
      tell(await checkTcp([{ transport: 'tcp', host: nodeIp, port: mediaPorts.tcp }]));
    }
  } finally {
    await undo.all();
  }
}

/** @returns where pages find it, as far as that can be reached from here */
async function examineApp(
  config: Config,
  state: AppState,
  tell: Examination['tell'],
): Promise<string> {
  const { publicUrl } = config.http;
  tell([await checkReady(config)]);
  const reach = publicUrl ? await checkPublicUrl(publicUrl) : null;
  if (reach) tell([reach]);
  const isThere = publicUrl && reach?.state !== 'missing';
  const origin = isThere ? publicUrl : localOrigin(config.http.host, config.http.port);
  tell([await checkEvents(config, origin)]);
  tell(judgeShares(state, Date.now()));
  tell(judgeDisk(state));
  tell(judgeJobs(state, Date.now()));
  if (!config.bucket) tell([await checkDeletable(state.segmentsPath, userOf(state))]);
  return origin;
}

async function examineLivekit(
  { config, tell, progress, signal }: Examination,
  { livekit, signallingUrl, state, undo }: Way,
): Promise<void> {
  const { room, close, says } = await openRoom(livekit, undo);
  tell(says);
  if (!room) return;
  if (state) {
    progress('waiting for the webhook of a room of its own');
    const ask = async () => (await askApp(config)).state;
    tell([await awaitWebhook(room.name, ask, signal)]);
  }
  progress('sending a picture into it');
  const media = await connect(config, { livekit, signallingUrl }, room.name, signal);
  undo.add(() => media.connected?.close());
  tell(media.says);
  const { trackId } = media.connected ?? {};
  const inUse = state && judgeInUse(state, Date.now());
  if (config.recorder === 'egress' && inUse) tell([inUse]);
  else if (trackId && config.recorder === 'egress') {
    const { segmentsPath, bucket } = config;
    const user = userOf(state);
    const options = {
      livekit,
      segmentsPath,
      bucket,
      roomName: room.name,
      videoTrackId: trackId,
      user,
    };
    tell(await tryEgress({ ...options, undo, progress, signal }));
  }
  media.connected?.close();
  await close();
}

/** As a sharer's browser would: by the public address where LiveKit's signalling goes through Hindsight. */
async function connect(
  config: Config,
  { livekit, signallingUrl }: Pick<Way, 'livekit' | 'signallingUrl'>,
  roomName: string,
  signal: AbortSignal,
): Promise<{ connected: Connected | null; says: Finding[] }> {
  const { publicUrl } = config.http;
  try {
    const identity = { roomName, userId: 'hindsight-doctor', name: 'Doctor' };
    const token = await shareToken(livekit, identity);
    const ffmpegPath = await findFfmpeg(config.ffmpegPath);
    const connected = await publishPicture({
      ...{ url: livekit.url, signallingUrl, token, ffmpegPath, signal },
    });
    const says = [...judgeMedia(connected, publicUrl), ...(await checkTcp(connected.candidates))];
    return { connected, says };
  } catch (error) {
    signal.throwIfAborted();
    const todo = 'Does the reverse proxy pass WebSockets on? Browsers come by this way too.';
    const says = `${signallingUrl}: ${why(error).replace(/eyJ[\w.-]+/g, '(token)')}`;
    return { connected: null, says: [{ name: 'signalling', state: 'missing', says, todo }] };
  }
}

/** Whom Hindsight runs as; the doctor itself where it doesn't run. */
function userOf(state: AppState | null): User {
  if (state && state.uid !== null) return { uid: state.uid, gids: state.gids };
  const gids = [process.getgid?.() ?? [], process.getgroups?.() ?? []].flat();
  return { uid: process.getuid?.() ?? 0, gids };
}
