import {
  AddTrackRequest,
  SessionDescription,
  SignalTarget,
  TrackSource,
  TrackType,
  TrickleRequest,
} from '@livekit/protocol';
import { MediaStreamTrack, type RTCPeerConnection, type RTCRtpSender } from 'werift';
import { rtcUrl } from '../../server/recorder/embedded/signalling/rtc-url.ts';
import {
  openSocket,
  type SignalFromServer,
} from '../../server/recorder/embedded/signalling/signal-socket.ts';
import { createPeer } from '../../server/recorder/embedded/transport/peer.ts';

/** A share in a room: its track ids, and what its packets are sent by. */
export interface Published {
  videoTrackId: string;
  audioTrackId: string;
  picture: RTCRtpSender;
  sound: RTCRtpSender;
}

const TRACKS = {
  picture: { type: TrackType.VIDEO, source: TrackSource.SCREEN_SHARE, width: 1280, height: 720 },
  sound: { type: TrackType.AUDIO, source: TrackSource.SCREEN_SHARE_AUDIO, stereo: true },
};

/** Joins as a sharer does and publishes picture and sound; resolves when they may be sent. */
export function publish(url: string, token: string): Promise<Published> {
  const { promise, resolve, reject } = Promise.withResolvers<Published>();
  const ids = new Map<string, string>();
  const senders: RTCRtpSender[] = [];
  let peer: RTCPeerConnection | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  const signalling = openSocket(rtcUrl(url, 'rtc', token), {
    onLost: reject,
    onSignal: (signal) => {
      queue = queue.then(() => take(signal)).catch(reject);
    },
  });

  async function take(message: SignalFromServer): Promise<void> {
    switch (message.case) {
      case 'join': {
        const opened = createPeer(url, message.value.iceServers);
        peer = opened;
        opened.onIceCandidate.subscribe((candidate) => {
          if (!candidate) return;
          const candidateInit = JSON.stringify(candidate.toJSON());
          const value = new TrickleRequest({ candidateInit, target: SignalTarget.PUBLISHER });
          signalling.send({ case: 'trickle', value });
        });
        opened.connectionStateChange.subscribe((state) => {
          if (state === 'connected') tell();
          if (state === 'failed') reject(new Error('no media connection'));
        });
        for (const [name, track] of Object.entries(TRACKS)) {
          const value = new AddTrackRequest({ cid: name, name, ...track });
          signalling.send({ case: 'addTrack', value });
        }
        return;
      }
      case 'trackPublished': {
        ids.set(message.value.cid, message.value.track?.sid ?? '');
        if (ids.size === Object.keys(TRACKS).length && peer) await offer(peer);
        return;
      }
      case 'answer': {
        const { sdp } = message.value;
        return peer?.setRemoteDescription({ type: 'answer', sdp });
      }
      case 'trickle':
        if (message.value.target !== SignalTarget.PUBLISHER) return;
        return peer?.addIceCandidate(JSON.parse(message.value.candidateInit));
      case 'leave':
        return reject(new Error(`LiveKit sent us away (${message.value.reason})`));
    }
  }

  async function offer(opened: RTCPeerConnection): Promise<void> {
    for (const kind of ['video', 'audio'] as const) {
      const track = new MediaStreamTrack({ kind });
      senders.push(opened.addTransceiver(track, { direction: 'sendonly' }).sender);
    }
    await opened.setLocalDescription(await opened.createOffer());
    const sdp = opened.localDescription?.sdp ?? '';
    signalling.send({ case: 'offer', value: new SessionDescription({ type: 'offer', sdp }) });
  }

  function tell(): void {
    const [picture, sound] = senders;
    if (!picture || !sound) return reject(new Error('connected without tracks'));
    const [videoTrackId = '', audioTrackId = ''] = [ids.get('picture'), ids.get('sound')];
    resolve({ videoTrackId, audioTrackId, picture, sound });
  }

  return promise;
}
