import type { ServerTasks } from '../jobs/tasks.ts';
import type { Alerts } from './alerts.ts';
import type { AskAccess } from './auth/access.ts';
import type { ApiKeys } from './auth/api-keys.ts';
import type { Avatars } from './auth/avatars.ts';
import type { DiscordSignIn } from './auth/discord-sign-in.ts';
import type { Links } from './auth/links.ts';
import type { AskMember } from './auth/members.ts';
import type { Memberships } from './auth/memberships.ts';
import type { AskPostPlaces } from './auth/post-places.ts';
import type { Sessions } from './auth/sessions.ts';
import type { Answers } from './calls/methods.ts';
import type { RoomLink } from './calls/room-link.ts';
import type { Checks } from './checks.ts';
import type { ButtonWatch } from './clips/button-watch.ts';
import type { ClipLinks } from './clips/clip-link.ts';
import type { ClipLibrary } from './clips/library.ts';
import type { ClipMaker } from './clips/maker.ts';
import type { MayClip } from './clips/may-clip.ts';
import type { OrderDesk } from './clips/order-desk.ts';
import type { Posters } from './clips/posters.ts';
import type { SaveClip } from './clips/save.ts';
import type { Withdraw } from './clips/withdraw.ts';
import type { Config } from './config.ts';
import type { Consents } from './consent/consents.ts';
import type { Disk } from './disk/disk.ts';
import type { Events } from './events.ts';
import type { Inbox } from './inbox.ts';
import type { Rooms } from './livekit/rooms.ts';
import type { WebhookLog } from './livekit/webhook-log.ts';
import type { WebhookReader } from './livekit/webhooks.ts';
import type { Log } from './log.ts';
import type { Marks } from './marks/marks.ts';
import type { Metrics } from './metrics.ts';
import type { Names } from './names.ts';
import type { Notify } from './notify.ts';
import type { ExportPerson } from './people/export.ts';
import type { Forget } from './people/forget.ts';
import type { PreviewHomes } from './previews/homes.ts';
import type { Previews } from './previews/previews.ts';
import type { Processes } from './processes.ts';
import type { Recorder } from './recorder/recorder.ts';
import type { SegmentFiles } from './segments/files.ts';
import type { SegmentLibrary } from './segments/library.ts';
import type { RemovedServers } from './servers/removed.ts';
import type { ServerRules } from './servers/rules.ts';
import type { ServerSettingsRoom } from './servers/server-settings.ts';
import type { SettingsRoom } from './settings/settings.ts';
import type { Shares } from './shares/shares.ts';
import type { Voices } from './shares/voices.ts';
import type { Store } from './store/store.ts';
import type { Languages } from './words/languages.ts';

/** The parts of the running product, put together by hindsight.ts. */
export interface Services {
  config: Config;
  log: Log;
  /** Signs sessions and addresses. */
  secret: string;
  /** Where people find the pages, without a slash at the end. */
  publicUrl: string;
  livekit: { url: string; apiKey: string; apiSecret: string };
  store: Store;
  /** Those that work on this store at the moment. */
  processes: Processes;
  /** What this process answers the others. */
  answers: Answers;
  rooms: Rooms;
  recorder: Recorder;
  /** Whether there is room for what is recorded. */
  disk: Disk;
  shares: Shares;
  /** Recorded microphones. */
  voices: Voices;
  /** The loop that looks after rooms, in whatever process. */
  reconciler: RoomLink;
  segments: SegmentLibrary;
  /** What lies behind the paths of their sessions. */
  segmentFiles: SegmentFiles;
  clips: ClipLibrary;
  clipLinks: ClipLinks;
  clipMaker: ClipMaker;
  saveClip: SaveClip;
  buttonWatch: ButtonWatch;
  orders: OrderDesk;
  posters: Posters;
  previews: Previews;
  previewHomes: PreviewHomes;
  marks: Marks;
  links: Links;
  sessions: Sessions;
  /** null where it is not set up. */
  discordSignIn: DiscordSignIn | null;
  avatars: Avatars;
  settings: SettingsRoom;
  consents: Consents;
  /** What those who manage a server have settled, and what follows from it. */
  servers: ServerSettingsRoom;
  rules: ServerRules;
  mayClip: MayClip;
  withdraw: Withdraw;
  /** Deletes all that is kept of a person. */
  forget: Forget;
  exportPerson: ExportPerson;
  removedServers: RemovedServers;
  apiKeys: ApiKeys;
  /** What Discord says about a person and a channel. */
  access: AskAccess;
  /** What Discord says about a person and a server; an answer is remembered for a moment. */
  isMember: AskMember;
  /** On which servers somebody was seen. */
  memberships: Memberships;
  names: Names;
  /** Where a person and the bot may both post files. */
  postPlaces: AskPostPlaces;
  languages: Languages;
  inbox: Inbox;
  alerts: Alerts;
  notify: Notify;
  events: Events;
  readWebhook: WebhookReader;
  webhookLog: WebhookLog;
  checks: Checks;
  metrics: Metrics;
  /** What jobs have this process do. */
  tasks: ServerTasks;
}
