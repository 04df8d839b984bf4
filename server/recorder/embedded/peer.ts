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
  useOPUS,
  useVP8,
  useVP9,
} from 'werift';
import type { MediaPacket, SenderReport } from './rtp.ts';
import { takeRtp } from './rtp-path.ts';

/** One incoming stream. Listeners are set before the first packet can come. */
export interface Feed {
  kind: 'video' | 'audio';
  onPacket: (packet: MediaPacket, mimeType: string) => void;
  onReport: (report: SenderReport) => void;
  askKeyframe(): void;
  /** Asks for packets again, by their sequence numbers. */
  askAgain(sequences: number[]): void;
}

/**
 * The kernel's default holds a hundred packets, less than one keyframe in motion; it grants at most
 * net.core.rmem_max, so that may have to be raised.
 */
const RECEIVE_BUFFER_BYTES = 4 << 20;
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

export function createPeer(url: string, servers: ICEServer[]): RTCPeerConnection {
  const loopback = LOOPBACK.has(new URL(url).hostname);
  const peer = new RTCPeerConnection({
    // The others only so that they are recognised when they come.
    codecs: { audio: [useOPUS()], video: [useH264(), useVP8(), useVP9(), useAV1()] },
    // Only relays: a server that can be reached needs nobody to tell our address, and asking takes seconds.
    iceServers: servers.flatMap(({ urls, username, credential }) =>
      urls.filter((u) => u.startsWith('turn')).map((u) => ({ urls: u, username, credential })),
    ),
    iceAdditionalHostAddresses: loopback ? ['127.0.0.1'] : undefined,
    iceUseIpv6: false,
  });
  peer.iceConnectionStateChange.subscribe(() => growBuffers(peer));
  return peer;
}

/** Calls for every stream, also when a track that is published again brings a new one. */
export function listen(
  peer: RTCPeerConnection,
  now: () => number,
  onFeed: (feed: Feed) => void,
): void {
  peer.ontrack = ({ receiver, transceiver }) => {
    const track = receiver.tracks.at(-1);
    if (track?.ssrc === undefined) return;
    onFeed(feedOf(track, track.ssrc, receiver, transceiver, now));
  };
}

function feedOf(
  track: MediaStreamTrack,
  ssrc: number,
  receiver: RTCRtpReceiver,
  transceiver: RTCRtpTransceiver,
  now: () => number,
): Feed {
  const feed: Feed = {
    kind: track.kind === 'audio' ? 'audio' : 'video',
    onPacket: () => {},
    onReport: () => {},
    askKeyframe: () => void receiver.sendRtcpPLI(ssrc),
    askAgain(lost) {
      const nack = new GenericNack({ senderSsrc: receiver.rtcpSsrc, mediaSourceSsrc: ssrc, lost });
      const feedback = new RtcpTransportLayerFeedback({ feedback: nack });
      // A connection that is closing is told of elsewhere.
      receiver.dtlsTransport.sendRtcp([feedback]).catch(() => {});
    },
  };
  const mimeTypes = new Map(transceiver.codecs.map((c) => [c.payloadType, c.mimeType]));
  takeRtp(receiver, ssrc, now, (packet, payloadType) =>
    feed.onPacket(packet, mimeTypes.get(payloadType) ?? 'unknown'),
  );
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
