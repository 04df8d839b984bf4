import {
  DisconnectReason,
  type ICEServer,
  type ParticipantInfo,
  SyncState,
  type TrackInfo,
  TrackSource,
  UpdateSubscription,
  UpdateTrackSettings,
  VideoQuality,
} from '@livekit/protocol';
import type { RTCPeerConnection } from 'werift';
import type { Log } from '../../../log.ts';
import { watchPath } from '../transport/path-watch.ts';
import { closePeer, createPeer, type Feed, listen } from '../transport/peer.ts';
import { Negotiation } from './negotiation.ts';
import type { SignalFromServer } from './signal-socket.ts';
import { openSignalling } from './signalling.ts';

export interface SubscriberOptions {
  url: string;
  /** For the room; a new one for every connection. */
  token: () => Promise<string>;
  /** The sharer's identity and the track to record. */
  userId: string;
  trackId: string;
  /** The share's sound comes along, found by its source. */
  withSound: boolean;
  log: Log;
  /** Clock.now, which packets are stamped with on arrival. */
  now: () => number;
}

export interface SubscriberHandlers {
  /** The track was found, with what LiveKit says of it. */
  onFound(track: TrackInfo): void;
  /** The sharer has paused it, or goes on; also told when it is found. */
  onMuted(muted: boolean): void;
  /** Media can come now; whether any does is the sharer's business. */
  onConnected(): void;
  /** For so long nothing has come at all, media or not, ms; it does again, over the same connection. */
  onOutage(silentMs: number): void;
  /** A stream of the picture or the sound begins. */
  onFeed(feed: Feed): void;
  /** The share is over: unpublished, its owner gone or the room closed. */
  onEnded(): void;
  /** The connection is lost; the share may well go on. */
  onLost(error: Error): void;
}

const ROOM_GONE = new Set([DisconnectReason.ROOM_DELETED, DisconnectReason.ROOM_CLOSED]);
/** How long a share that LiveKit has just told of may be missing when we come into the room. */
const FIND_MS = 2000;
/** Even a still page gives a picture a second. */
const FLOWS_MS = 2000;

/** One connection to a room that takes in one share. Ends when closed, or with onEnded or onLost. */
export function subscribe(
  { url, token, userId, trackId, withSound, log, now }: SubscriberOptions,
  handlers: SubscriberHandlers,
): { close(): void } {
  let over = false;
  let peer: RTCPeerConnection | null = null;
  let negotiation: Negotiation | null = null;
  let found = false;
  let audioTrackId: string | null = null;
  let missing: NodeJS.Timeout | undefined;
  const feeds = new Set<Feed>();
  // Descriptions and candidates have to be taken one after the other.
  let queue: Promise<unknown> = Promise.resolve();

  const flows = () => [...feeds].some(({ lastAtMs }) => now() - lastAtMs < FLOWS_MS);
  const signalling = openSignalling(
    { url, token, flows },
    {
      onLost: (error) => end(() => handlers.onLost(error)),
      onSignal: (signal) => {
        queue = queue
          .then(() => (over ? undefined : take(signal)))
          .catch((error) => end(() => handlers.onLost(error)));
      },
    },
  );

  const unwatch = watchPath(
    () => peer,
    {
      onDead: (error) => end(() => handlers.onLost(error)),
      onBack: handlers.onOutage,
    },
    () => [...feeds].reduce((sum, { lastAtMs }) => sum + lastAtMs, 0),
  );

  function end(tell?: () => void): void {
    if (over) return;
    over = true;
    unwatch();
    clearTimeout(missing);
    signalling.close();
    if (peer) {
      closePeer(peer, queue).catch((err) => log.debug({ err }, 'peer connection left open'));
    }
    tell?.();
  }

  async function take(signal: SignalFromServer): Promise<void> {
    switch (signal.case) {
      case 'join': {
        if (peer) {
          const gone = new Error('LiveKit does not know the connection any more');
          return end(() => handlers.onLost(gone));
        }
        const { iceServers, otherParticipants, subscriberPrimary } = signal.value;
        peer = open(iceServers);
        negotiation = new Negotiation(peer, {
          offering: !subscriberPrimary,
          send: signalling.send,
          onFailed: (error) => end(() => handlers.onLost(error)),
        });
        missing = setTimeout(() => !found && end(handlers.onEnded), FIND_MS);
        await negotiation.begin();
        return note(otherParticipants);
      }
      case 'reconnect':
        log.info('LiveKit takes up the signalling again');
        return restate();
      case 'update':
        return note(signal.value.participants);
      case 'leave': {
        const { action, reason } = signal.value;
        log.info({ action, reason }, 'LiveKit ends the connection');
        // Coming back would open the room anew.
        if (ROOM_GONE.has(reason)) return end(handlers.onEnded);
        // Whether the share is still there shows on the next connection.
        return end(() => handlers.onLost(new Error(`LiveKit sent us away (${reason})`)));
      }
      default:
        return negotiation?.take(signal);
    }
  }

  function open(iceServers: ICEServer[]): RTCPeerConnection {
    const opened = createPeer(url, iceServers);
    listen(opened, now, (feed) => {
      if (over) return;
      feeds.add(feed);
      handlers.onFeed(feed);
    });
    opened.connectionStateChange.subscribe((state) => {
      if (state === 'connected' && !over) handlers.onConnected();
      // Until then it may come back.
      if (state !== 'failed') return;
      end(() => handlers.onLost(new Error(`LiveKit's media connection is ${state}`)));
    });
    return opened;
  }

  function note(participants: ParticipantInfo[]): void {
    const sharer = participants.find((participant) => participant.identity === userId);
    if (!sharer) return;
    const track = sharer.tracks.find(({ sid }) => sid === trackId);
    if (!track) {
      if (found) end(handlers.onEnded);
      return;
    }
    if (!found) {
      found = true;
      handlers.onFound(track);
      if (over) return;
      want(trackId);
      wantBest();
    }
    handlers.onMuted(track.muted);
    if (!withSound) return;
    const sound = sharer.tracks.findLast((t) => t.source === TrackSource.SCREEN_SHARE_AUDIO);
    if (sound && sound.sid !== audioTrackId) {
      audioTrackId = sound.sid;
      want(sound.sid);
    }
  }

  function want(trackSid: string): void {
    const value = new UpdateSubscription({ trackSids: [trackSid], subscribe: true });
    signalling.send({ case: 'subscription', value });
  }

  /** Of several sizes the largest. */
  function wantBest(): void {
    const settings = { trackSids: [trackId], quality: VideoQuality.HIGH };
    signalling.send({ case: 'trackSetting', value: new UpdateTrackSettings(settings) });
  }

  /** What was said while there was no signalling was said to nobody. */
  function restate(): void {
    const trackSids = [trackId, audioTrackId].filter((sid) => sid !== null);
    const subscription = new UpdateSubscription({ trackSids, subscribe: true });
    if (found) {
      signalling.send({ case: 'syncState', value: new SyncState({ subscription }) });
      wantBest();
    }
    negotiation?.restate();
  }

  return { close: () => end() };
}
