import type { AskAccess } from './auth/access.ts';
import type { ApiKeys } from './auth/api-keys.ts';
import type { Links } from './auth/links.ts';
import type { Sessions } from './auth/sessions.ts';
import type { ClipLinks } from './clips/clip-link.ts';
import type { ClipLibrary } from './clips/library.ts';
import type { ClipMaker } from './clips/maker.ts';
import type { Posters } from './clips/posters.ts';
import type { Config } from './config.ts';
import type { Events } from './events.ts';
import type { Inbox } from './inbox.ts';
import type { Rooms } from './livekit/rooms.ts';
import type { WebhookLog } from './livekit/webhook-log.ts';
import type { WebhookReader } from './livekit/webhooks.ts';
import type { Log } from './log.ts';
import type { Marks } from './marks/marks.ts';
import type { Metrics } from './metrics.ts';
import type { Previews } from './previews/previews.ts';
import type { Recorder } from './recorder/recorder.ts';
import type { SegmentLibrary } from './segments/library.ts';
import type { Reconciler } from './shares/reconcile.ts';
import type { Shares } from './shares/shares.ts';
import type { Store } from './store/store.ts';

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
  rooms: Rooms;
  recorder: Recorder;
  shares: Shares;
  reconciler: Reconciler;
  segments: SegmentLibrary;
  clips: ClipLibrary;
  clipLinks: ClipLinks;
  clipMaker: ClipMaker;
  posters: Posters;
  previews: Previews;
  marks: Marks;
  links: Links;
  sessions: Sessions;
  apiKeys: ApiKeys;
  /** What Discord says about a person and a channel. */
  access: AskAccess;
  inbox: Inbox;
  events: Events;
  readWebhook: WebhookReader;
  webhookLog: WebhookLog;
  /** Each rejects while its part does not answer. */
  checks: Record<string, () => Promise<unknown>>;
  metrics: Metrics;
}
