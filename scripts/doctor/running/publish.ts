import { once } from 'node:events';
import {
  AddTrackRequest,
  SessionDescription,
  SignalTarget,
  TrackSource,
  TrackType,
  TrickleRequest,
} from '@livekit/protocol';
import { MediaStreamTrack, type RTCPeerConnection } from 'werift';
import type { SignalFromServer } from '../../../server/recorder/embedded/signalling/signal-socket.ts';
import { openSignalling } from '../../../server/recorder/embedded/signalling/signalling.ts';
import { createPeer } from '../../../server/recorder/embedded/transport/peer.ts';
import { type Candidate, parseCandidate } from './candidate.ts';
import { SMALL_PICTURE, startTestPicture, type TestPicture } from './test-picture.ts';

export interface PublishOptions {
  /** LiveKit itself, and where its signalling is opened: ws, wss, http or https. */
  url: string;
  signallingUrl: string;
  /** Lets one publish a screen share. */
  token: string;
  ffmpegPath: string;
  picture?: TestPicture;
  signal: AbortSignal;
}

export interface Connected {
  /** What LiveKit offers for media: all of it, reachable or not. */
  candidates: Candidate[];
  /** Addresses of its TURN servers. */
  turn: string[];
  /** The one that media goes over, `relay` when through TURN; null when there is no connection. */
  route: Candidate | null;
  /** Of the picture being published; null without a connection. */
  trackId: string | null;
  close(): void;
}

const JOIN_MS = 10_000;
const CONNECT_MS = 12_000;
const CID = 'doctor';

/**
 * Joins a room as a sharer does and publishes a small moving picture until it is closed.
 * Without a media connection it still resolves, with what was tried.
 * @throws Error when the signalling fails
 */
export async function publishPicture(options: PublishOptions): Promise<Connected> {
  const { url, signallingUrl, token, ffmpegPath, picture = SMALL_PICTURE, signal } = options;
  const { width, height } = picture;
  const candidates: Candidate[] = [];
  const turn: string[] = [];
  const joined = Promise.withResolvers<RTCPeerConnection>();
  const published = Promise.withResolvers<string>();
  const connected = Promise.withResolvers<boolean>();
  const closers: (() => unknown)[] = [];
  const close = () => {
    for (const closer of closers.splice(0).reverse()) closer();
  };
  const fail = (error: Error) => {
    joined.reject(error);
    published.reject(error);
    connected.resolve(false);
  };
  for (const { promise } of [joined, published]) promise.catch(() => {});

  const track = new MediaStreamTrack({ kind: 'video' });
  let queue: Promise<unknown> = Promise.resolve();
  const signalling = openSignalling(
    { url: signallingUrl, token: async () => token, flows: () => false },
    {
      onLost: fail,
      onSignal: (message) => {
        queue = queue.then(() => take(message)).catch(fail);
      },
    },
  );
  closers.push(() => signalling.close());

  async function take(message: SignalFromServer): Promise<void> {
    switch (message.case) {
      case 'join': {
        const { iceServers } = message.value;
        turn.push(...iceServers.flatMap(({ urls }) => urls).filter((u) => u.startsWith('turn')));
        const peer = createPeer(url, iceServers);
        closers.push(() => void peer.close().catch(() => {}));
        peer.onIceCandidate.subscribe((candidate) => {
          if (!candidate) return;
          const candidateInit = JSON.stringify(candidate.toJSON());
          const value = new TrickleRequest({ candidateInit, target: SignalTarget.PUBLISHER });
          signalling.send({ case: 'trickle', value });
        });
        peer.connectionStateChange.subscribe((state) => {
          if (state === 'connected') connected.resolve(true);
          if (state === 'failed') connected.resolve(false);
        });
        const source = TrackSource.SCREEN_SHARE;
        const value = new AddTrackRequest({
          cid: CID,
          name: CID,
          type: TrackType.VIDEO,
          source,
          ...{ width, height },
        });
        signalling.send({ case: 'addTrack', value });
        joined.resolve(peer);
        return;
      }
      case 'trackPublished': {
        published.resolve(message.value.track?.sid ?? '');
        return offer(await joined.promise);
      }
      case 'answer': {
        const { sdp } = message.value;
        note(sdp.split(/\r?\n/).map((line) => line.replace(/^a=/, '')));
        return (await joined.promise).setRemoteDescription({ type: 'answer', sdp });
      }
      case 'trickle': {
        if (message.value.target !== SignalTarget.PUBLISHER) return;
        const init = JSON.parse(message.value.candidateInit);
        note([init.candidate ?? '']);
        return (await joined.promise).addIceCandidate(init);
      }
      case 'leave':
        return fail(new Error(`LiveKit sent us away (${message.value.reason})`));
    }
  }

  function note(lines: string[]): void {
    for (const found of lines.map(parseCandidate)) {
      const isNew = !candidates.some((c) => JSON.stringify(c) === JSON.stringify(found));
      if (found && isNew) candidates.push(found);
    }
  }

  async function offer(peer: RTCPeerConnection): Promise<void> {
    peer.addTransceiver(track, { direction: 'sendonly' });
    await peer.setLocalDescription(await peer.createOffer());
    const sdp = peer.localDescription?.sdp ?? '';
    signalling.send({ case: 'offer', value: new SessionDescription({ type: 'offer', sdp }) });
  }

  try {
    const peer = await within(JOIN_MS, 'LiveKit lets nobody in', joined.promise, signal);
    const sid = await within(JOIN_MS, 'LiveKit takes no track', published.promise, signal);
    const isUp = await within(CONNECT_MS, '', connected.promise, signal).catch(() => false);
    signal.throwIfAborted();
    const pair = isUp ? peer.iceTransports[0]?.connection.nominated : undefined;
    const remote = pair && parseCandidate(`candidate:${pair.remoteCandidate.toSdp()}`);
    const route = remote ? { ...remote, type: pair.localCandidate.type } : null;
    if (isUp) {
      const sent = await startTestPicture(ffmpegPath, picture, (rtp) => track.writeRtp(rtp));
      closers.push(sent.close);
    }
    return { candidates, turn, route, trackId: isUp ? sid : null, close };
  } catch (error) {
    close();
    throw error;
  }
}

async function within<T>(ms: number, words: string, work: Promise<T>, signal: AbortSignal) {
  const late = AbortSignal.any([signal, AbortSignal.timeout(ms)]);
  const aborted = once(late, 'abort').then(() => {
    signal.throwIfAborted();
    throw new Error(`${words}: no answer within ${ms / 1000} s`);
  });
  return Promise.race([work, aborted]);
}
