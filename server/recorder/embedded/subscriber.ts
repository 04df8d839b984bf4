import {
  DisconnectReason,
  type ParticipantInfo,
  SessionDescription,
  SignalTarget,
  type TrackInfo,
  TrackSource,
  TrickleRequest,
  UpdateSubscription,
  UpdateTrackSettings,
  VideoQuality,
} from '@livekit/protocol';
import type { RTCPeerConnection } from 'werift';
import type { Log } from '../../log.ts';
import { watchPath } from './path-watch.ts';
import { createPeer, type Feed, listen } from './peer.ts';
import { openSignalling, type SignalFromServer } from './signalling.ts';

export interface SubscriberOptions {
  url: string;
  token: string;
  /** The sharer's identity and the picture to record; their sound is found by its source. */
  userId: string;
  videoTrackId: string;
  log: Log;
  /** Server's clock, which packets are stamped with on arrival. */
  now: () => number;
}

export interface SubscriberHandlers {
  /** The share was found, with what LiveKit says of its picture. */
  onFound(track: TrackInfo): void;
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

/** One connection to a room that takes in one share. Ends when closed, or with onEnded or onLost. */
export function subscribe(
  { url, token, userId, videoTrackId, log, now }: SubscriberOptions,
  handlers: SubscriberHandlers,
): { close(): void } {
  let over = false;
  let peer: RTCPeerConnection | null = null;
  let found = false;
  let audioTrackId: string | null = null;
  let missing: NodeJS.Timeout | undefined;
  // Descriptions and candidates have to be taken one after the other.
  let queue: Promise<unknown> = Promise.resolve();

  const signalling = openSignalling(url, token, {
    onLost: (error) => end(() => handlers.onLost(error)),
    onSignal: (signal) => {
      queue = queue
        .then(() => (over ? undefined : take(signal)))
        .catch((error) => end(() => handlers.onLost(error)));
    },
  });

  const unwatch = watchPath(
    () => peer,
    (error) => end(() => handlers.onLost(error)),
  );

  function end(tell?: () => void): void {
    if (over) return;
    over = true;
    unwatch();
    clearTimeout(missing);
    signalling.close();
    peer?.close().catch((error) => log.debug({ err: error }, 'peer connection left open'));
    tell?.();
  }

  async function take(signal: SignalFromServer): Promise<void> {
    switch (signal.case) {
      case 'join': {
        const opened = createPeer(url, signal.value.iceServers);
        peer = opened;
        opened.onIceCandidate.subscribe((candidate) => {
          if (!candidate) return;
          const candidateInit = JSON.stringify(candidate.toJSON());
          const value = new TrickleRequest({ candidateInit, target: SignalTarget.SUBSCRIBER });
          signalling.send({ case: 'trickle', value });
        });
        listen(opened, now, handlers.onFeed);
        opened.connectionStateChange.subscribe((state) => {
          // Until then it may come back.
          if (state !== 'failed') return;
          end(() => handlers.onLost(new Error(`LiveKit's media connection is ${state}`)));
        });
        missing = setTimeout(() => !found && end(handlers.onEnded), FIND_MS);
        note(signal.value.otherParticipants);
        return;
      }
      case 'offer': {
        if (!peer) return;
        const { sdp, id } = signal.value;
        await peer.setRemoteDescription({ type: 'offer', sdp });
        await peer.setLocalDescription(await peer.createAnswer());
        const answer = { type: 'answer', sdp: peer.localDescription?.sdp ?? '', id };
        signalling.send({ case: 'answer', value: new SessionDescription(answer) });
        return;
      }
      case 'trickle':
        if (signal.value.target !== SignalTarget.SUBSCRIBER) return;
        return peer?.addIceCandidate(JSON.parse(signal.value.candidateInit));
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
    }
  }

  function note(participants: ParticipantInfo[]): void {
    const sharer = participants.find((participant) => participant.identity === userId);
    if (!sharer) return;
    const picture = sharer.tracks.find((track) => track.sid === videoTrackId);
    if (!picture) {
      if (found) end(handlers.onEnded);
      return;
    }
    if (!found) {
      found = true;
      handlers.onFound(picture);
      if (over) return;
      want(videoTrackId);
      const value = new UpdateTrackSettings({
        trackSids: [videoTrackId],
        quality: VideoQuality.HIGH,
      });
      signalling.send({ case: 'trackSetting', value });
    }
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

  return { close: () => end() };
}
