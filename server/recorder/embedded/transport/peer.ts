import { setTimeout as sleep } from 'node:timers/promises';
import type { ICEServer } from '@livekit/protocol';
import {
  GenericNack,
  type MediaStreamTrack,
  RTCPeerConnection,
  type RTCRtpReceiver,
  type RTCRtpTransceiver,
  RtcpSrPacket,
  RtcpTransportLayerFeedback,
  useAV1,
  useH264,
  useNACK,
  useOPUS,
  useVP8,
  useVP9,
} from 'werift';
import type { MediaPacket, SenderReport } from '../packets/rtp.ts';
import { takeRtp } from './rtp-path.ts';

/** One incoming stream. Listeners are set before the first packet can come. */
export interface Feed {
  kind: 'video' | 'audio';
  /** When its newest packet came; 0 before the first. */
  lastAtMs: number;
  onPacket: (packet: MediaPacket, mimeType: string) => void;
  onReport: (report: SenderReport) => void;
  /** To LiveKit and back, as far as ICE has measured it. */
  roundTripMs: number | null;
  askKeyframe(): void;
  /** Asks for packets again, by their sequence numbers. */
  askAgain(sequences: number[]): void;
}

/**
 * The kernel's default holds a hundred packets, less than one keyframe in motion; it grants at most
 * net.core.rmem_max, so that may have to be raised.
 */
const RECEIVE_BUFFER_BYTES = 4 << 20;
/** Where an address is gone meanwhile, it never ends, ms. */
const GATHERS_MS = 10_000;
const LOOK_MS = 50;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

export function createPeer(url: string, servers: ICEServer[]): RTCPeerConnection {
  const loopback = LOOPBACK.has(new URL(url).hostname);
  const peer = new RTCPeerConnection({
    codecs: {
      // Lost sound can be asked for, too; by itself werift does not offer to.
      audio: [useOPUS({ rtcpFeedback: [useNACK()] })],
      // The others only so that they are recognised when they come. No RTX: without it LiveKit repeats the lost
      // packet itself, which needs no unwrapping.
      video: [useH264(), useVP8(), useVP9(), useAV1()],
    },
    // Only relays: a server that can be reached needs nobody to tell our address.
    iceServers: relays(servers),
    iceAdditionalHostAddresses: loopback ? ['127.0.0.1', '::1'] : undefined,
    iceUseIpv6: true,
    // Where UDP is blocked, we call LiveKit's TCP port.
    iceUseTcp: true,
    iceTcpPassive: false,
    bundlePolicy: 'max-bundle',
  });
  peer.iceConnectionStateChange.subscribe(() => growBuffers(peer));
  // Told before the asking begins.
  peer.iceGatheringStateChange.subscribe(() => askNoStun(peer));
  return peer;
}

/**
 * Closes all that it has, also what it was gathering meanwhile, which werift itself leaves open.
 * @param busy resolves when nothing is done with it any more
 */
export async function closePeer(peer: RTCPeerConnection, busy: Promise<unknown>): Promise<void> {
  // Afterwards it does not tell them any more.
  const transports = peer.iceTransports;
  await peer.close();
  await busy;
  for (const transport of transports) {
    for (let ms = 0; transport.gatheringState === 'gathering' && ms < GATHERS_MS; ms += LOOK_MS) {
      await sleep(LOOK_MS, null, { ref: false });
    }
    await transport.connection.close();
  }
}

/** Without a STUN server werift asks Google's, and waits for it for up to five seconds; it has no setting for none. */
function askNoStun(peer: RTCPeerConnection): void {
  for (const { connection } of peer.iceTransports) connection.stunServer = undefined;
}

/** werift tries the first one only: one over TCP, as what goes by UDP hardly needs a relay to LiveKit. */
function relays(servers: ICEServer[]): { urls: string; username: string; credential: string }[] {
  const found = servers.flatMap(({ urls, username, credential }) =>
    urls.filter((u) => u.startsWith('turn')).map((u) => ({ urls: u, username, credential })),
  );
  const isTcp = ({ urls }: { urls: string }) => /^turns:|transport=tcp/.test(urls);
  return found.toSorted((a, b) => Number(isTcp(b)) - Number(isTcp(a)));
}

/** Calls for every stream, also when a track that is published again brings a new one. */
export function listen(
  peer: RTCPeerConnection,
  now: () => number,
  onFeed: (feed: Feed) => void,
): void {
  const known = new Set<MediaStreamTrack>();
  const look = () => {
    for (const transceiver of peer.getTransceivers()) {
      const { receiver } = transceiver;
      const track = receiver.tracks.at(-1);
      if (track?.ssrc === undefined || known.has(track)) continue;
      known.add(track);
      const roundTripMs = (peer.iceTransports[0]?.connection.nominated?.rtt ?? 0) * 1000 || null;
      onFeed(feedOf(track, track.ssrc, receiver, transceiver, { now, roundTripMs }));
    }
  };
  peer.ontrack = look;
  // LiveKit first answers for a section without a stream; that one fills it later is no track event of werift's.
  peer.signalingStateChange.subscribe(look);
}

function feedOf(
  track: MediaStreamTrack,
  ssrc: number,
  receiver: RTCRtpReceiver,
  transceiver: RTCRtpTransceiver,
  { now, roundTripMs }: { now: () => number; roundTripMs: number | null },
): Feed {
  const feed: Feed = {
    kind: track.kind === 'audio' ? 'audio' : 'video',
    lastAtMs: 0,
    onPacket: () => {},
    onReport: () => {},
    roundTripMs,
    askKeyframe: () => void receiver.sendRtcpPLI(ssrc),
    askAgain(lost) {
      const nack = new GenericNack({ senderSsrc: receiver.rtcpSsrc, mediaSourceSsrc: ssrc, lost });
      const feedback = new RtcpTransportLayerFeedback({ feedback: nack });
      // A connection that is closing is told of elsewhere.
      receiver.dtlsTransport.sendRtcp([feedback]).catch(() => {});
    },
  };
  const mimeTypes = new Map(transceiver.codecs.map((c) => [c.payloadType, c.mimeType]));
  takeRtp(receiver, ssrc, now, (packet, payloadType) => {
    feed.lastAtMs = packet.arrivalMs;
    feed.onPacket(packet, mimeTypes.get(payloadType) ?? 'unknown');
  });
  receiver.onRtcp.subscribe((packet) => {
    if (!(packet instanceof RtcpSrPacket) || packet.ssrc !== ssrc) return;
    const { ntpTimestamp, rtpTimestamp } = packet.senderInfo;
    feed.onReport({ senderMs: (Number(ntpTimestamp) / 2 ** 32) * 1000, timestamp: rtpTimestamp });
  });
  return feed;
}

/** werift has no setting for it. */
function growBuffers(peer: RTCPeerConnection): void {
  for (const { connection } of peer.iceTransports) {
    const { protocols = [] } = connection as unknown as { protocols?: UdpProtocol[] };
    for (const { transport } of protocols) {
      try {
        transport?.socket?.setRecvBufferSize?.(RECEIVE_BUFFER_BYTES);
      } catch {
        // Closed or not yet bound: nothing to receive there.
      }
    }
  }
}

interface UdpProtocol {
  transport?: { socket?: { setRecvBufferSize?(bytes: number): void } };
}
