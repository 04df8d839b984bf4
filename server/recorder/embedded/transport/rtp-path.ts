import { type RTCDtlsTransport, type RTCRtpReceiver, RtcpRrPacket, RtcpSrPacket } from 'werift';
import type { MediaPacket } from '../packets/rtp.ts';
import { Reception } from './reception.ts';
import { isRtp, readRtpHeader, ssrcOf, withoutPadding } from './rtp-header.ts';
import { PacketIndex } from './srtp/packet-index.ts';
import { type ProtectedPacket, UNPROTECT, type Unprotect } from './srtp/protection.ts';
import { sessionKeys } from './srtp/session-keys.ts';

interface Stream {
  index: PacketIndex;
  reception: Reception;
  onPacket(packet: MediaPacket, payloadType: number): void;
}

const REPORT_MS = 1000;
const CLOCK_RATE = { video: 90_000, audio: 48_000 } as const;
const paths = new WeakMap<RTCDtlsTransport, RtpPath>();

/**
 * A stream's RTP packets, straight from the connection: werift's own way from there (a cipher with a new key for
 * each packet, header objects, events, copies) costs several times as much as everything else a packet needs.
 * What is not expected here, RTCP and unknown streams, goes werift's way as before.
 */
export function takeRtp(
  receiver: RTCRtpReceiver,
  ssrc: number,
  now: () => number,
  onPacket: Stream['onPacket'],
): void {
  const { dtlsTransport } = receiver;
  let path = paths.get(dtlsTransport);
  if (!path) {
    path = new RtpPath(dtlsTransport, receiver.rtcpSsrc, now);
    paths.set(dtlsTransport, path);
  }
  const reception = new Reception(CLOCK_RATE[receiver.kind === 'audio' ? 'audio' : 'video']);
  receiver.onRtcp.subscribe((packet) => {
    if (!(packet instanceof RtcpSrPacket) || packet.ssrc !== ssrc) return;
    reception.senderReport(packet.senderInfo.ntpTimestamp, now());
  });
  path.streams.set(ssrc, { index: new PacketIndex(), reception, onPacket });
}

/** The incoming RTP of one connection. */
class RtpPath {
  readonly streams = new Map<number, Stream>();
  readonly #dtls: RTCDtlsTransport;
  readonly #now: () => number;
  readonly #ownSsrc: number;
  #reporting: NodeJS.Timeout | undefined;

  constructor(dtls: RTCDtlsTransport, ownSsrc: number, now: () => number) {
    this.#dtls = dtls;
    this.#now = now;
    this.#ownSsrc = ownSsrc;
    if (dtls.state === 'connected') this.#open();
    dtls.onStateChange.subscribe((state) => {
      if (state === 'connected') this.#open();
    });
  }

  #open(): void {
    const { keys, profile } = this.#dtls.srtp.config;
    const master = { key: keys.remoteMasterKey, salt: keys.remoteMasterSalt };
    const unprotect = UNPROTECT.get(profile)?.(sessionKeys(master));
    if (!unprotect) throw new Error(`unknown SRTP profile ${profile}`);
    const { onData } = this.#dtls.iceTransport.connection;
    const others = onData.execute;
    onData.execute = (data) => {
      const stream = isRtp(data) ? this.streams.get(ssrcOf(data)) : undefined;
      if (stream) this.#take(data, stream, unprotect);
      else others(data);
    };
    this.#reporting = setInterval(() => this.#report(), REPORT_MS);
  }

  #take(data: Buffer, stream: Stream, unprotect: Unprotect): void {
    const header = readRtpHeader(data);
    if (!header) return;
    const { ssrc, sequence, timestamp, marker, payloadType, bytes: headerBytes } = header;
    const clear = this.#clear({ data, headerBytes, ssrc, sequence }, stream, unprotect);
    if (!clear) return;
    const arrivalMs = this.#now();
    stream.reception.packet(sequence, timestamp, arrivalMs);
    const payload = header.padded ? withoutPadding(clear) : clear;
    stream.onPacket({ sequence, timestamp, marker, payload, arrivalMs }, payloadType);
  }

  /** @returns the payload, null where it is none that is due */
  #clear(packet: Omit<ProtectedPacket, 'rollovers'>, { index }: Stream, unprotect: Unprotect) {
    const { sequence } = packet;
    for (const rollovers of index.rollovers(sequence)) {
      const clear = unprotect({ ...packet, rollovers });
      if (!clear) continue;
      index.accept(sequence, rollovers);
      return clear;
    }
    return null;
  }

  /** werift reports of what it has seen itself; LiveKit measures loss and round trips by these. */
  #report(): void {
    if (this.#dtls.state !== 'connected') return clearInterval(this.#reporting);
    const nowMs = this.#now();
    const reports = [...this.streams].flatMap(
      ([ssrc, { reception }]) => reception.report(ssrc, nowMs) ?? [],
    );
    if (reports.length === 0) return;
    const packet = new RtcpRrPacket({ ssrc: this.#ownSsrc, reports });
    // A connection that is closing is told of elsewhere.
    this.#dtls.sendRtcp([packet]).catch(() => {});
  }
}
